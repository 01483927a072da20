package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestParseVet reads what the two forms of go vet -json print.
func TestParseVet(t *testing.T) {
	const text = `# example.com/m/p
{
	"example.com/m/p": {
		"sendleak": [
			{
				"category": "leak",
				"posn": "/tmp/m/p/a.go:3:24",
				"end": "/tmp/m/p/a.go:3:26",
				"message": "left behind (sendleak)",
				"related": [
					{"posn": "/tmp/m/p/a.go:9:2", "end": "", "message": "blocks here"},
					{"posn": "example.com/m/q/q.go:7", "end": "", "message": "started here"}
				]
			}
		],
		"recvleak": {"error": "internal error"}
	}
}
{"example.com/m/q": {}}
`
	findings, failures, err := parseVet([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	m := module{path: "example.com/m", dir: "/tmp/m"}
	want := []finding{{
		position: position{"p/a.go", 3}, Check: "sendleak", Category: "leak", Message: "left behind (sendleak)",
		Related: []position{{"p/a.go", 9}, {"q/q.go", 7}},
	}}
	for i := range findings {
		findings[i] = findings[i].relativeTo(m)
	}
	if diff := cmp.Diff(want, findings, cmp.AllowUnexported(finding{})); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
	if want := []string{"example.com/m/p: recvleak: internal error"}; !cmp.Equal(want, failures) {
		t.Errorf("failures = %q, want %q", failures, want)
	}
}

// TestParseVetRefuses shows that output of an unknown form is an error.
func TestParseVetRefuses(t *testing.T) {
	for _, text := range []string{`{"p": `, `{"p": 1}`, `p.go:1:1: message`} {
		if _, _, err := parseVet([]byte(text)); err == nil {
			t.Errorf("parseVet(%q) = nil error", text)
		}
	}
	_, failures, err := parseVet([]byte(`{"p": {"sendleak": "text"}}`))
	if err != nil || len(failures) != 1 {
		t.Errorf("diagnostics of another form: failures = %q, error %v, want one failure", failures, err)
	}
}

// TestJSONPart keeps what is JSON of a mixed standard error.
func TestJSONPart(t *testing.T) {
	const text = "go: downloading x v1\n{\n\t\"p\": {}\n}\nvet: a.go:1: no such type\n"
	if got, want := string(jsonPart([]byte(text))), "{\n\t\"p\": {}\n}\n"; got != want {
		t.Errorf("jsonPart = %q, want %q", got, want)
	}
}

// TestParsePosn reads positions with and without column, and with drives.
func TestParsePosn(t *testing.T) {
	tests := []struct {
		in     string
		want   position
		reason string
	}{
		{"/a/b.go:3:24", position{"/a/b.go", 3}, "file, line and column"},
		{"b.go:3", position{"b.go", 3}, "as a fact carries it"},
		{"C:/x y/a.go:3:1", position{"C:/x y/a.go", 3}, "a drive has a colon too"},
		{"-", position{"-", 0}, "no position"},
	}
	for _, tt := range tests {
		if got := parsePosn(tt.in); got != tt.want {
			t.Errorf("parsePosn(%q) = %v, want %v (%s)", tt.in, got, tt.want, tt.reason)
		}
	}
}

// TestReadJudgments refuses judgments that say nothing.
func TestReadJudgments(t *testing.T) {
	if _, err := readJudgments("judged.json", judgedJSON); err != nil {
		t.Errorf("testdata/judged.json: %v", err)
	}
	const one = `{"module": "m@v1", "file": "a.go", "line": 1, "fingerprint": "f", "verdict": "right", "why": "because"}`
	tests := []struct{ text, want string }{
		{`[` + one + `,` + one + `]`, "judged twice"},
		{`[` + strings.Replace(one, "right", "good", 1) + `]`, "unknown verdict"},
		{`[` + strings.Replace(one, "because", "", 1) + `]`, "no reason"},
		{`{}`, "cannot unmarshal"},
	}
	for _, tt := range tests {
		if _, err := readJudgments("judged.json", []byte(tt.text)); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("readJudgments(%s) = %v, want an error with %q", tt.text, err, tt.want)
		}
	}
}
