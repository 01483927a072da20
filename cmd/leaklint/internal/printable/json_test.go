package printable_test

import (
	"encoding/json"
	"testing"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/printable"
)

func TestJSON(t *testing.T) {
	tests := []struct{ in, want, reason string }{
		{"{\n\t\"a\": [\"größe\"]\n}\n", "{\n\t\"a\": [\"größe\"]\n}\n", "white space and letters stay"},
		{`{"\u001b": "\n"}`, `{"\u001b": "\n"}`, "what is escaped stays"},
		{"{\"\u009b31m\": \"\u202e\x7f\"}", `{"\u009b31m": "\u202e\u007f"}`, "JSON leaves these as they are"},
		{`{"##[error]": "###["}`, `{"#\u0023[error]": "##\u0023["}`, "a workflow command, anywhere in a line"},
	}
	for _, tt := range tests {
		got := printable.JSON(tt.in)
		if got != tt.want {
			t.Errorf("JSON(%q) = %q, want %q: %s", tt.in, got, tt.want, tt.reason)
		}
		if !sameJSON(t, got, tt.in) {
			t.Errorf("JSON(%q) = %q means something else", tt.in, got)
		}
	}
}

func sameJSON(t *testing.T, a, b string) bool {
	t.Helper()
	var plain [2]string
	for i, text := range []string{a, b} {
		var value any
		if err := json.Unmarshal([]byte(text), &value); err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		out, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		plain[i] = string(out)
	}
	return plain[0] == plain[1]
}
