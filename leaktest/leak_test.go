package leaktest_test

import (
	"encoding/json"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leaktight/leaktight/leaktest"
)

// TestLeakNames: tools read these names, so they do not change.
func TestLeakNames(t *testing.T) {
	leak := leaktest.Leak{
		Labels: map[string]string{"queue": "orders"}, Hint: "close it", Wait: 2 * time.Minute,
		Stack: []leaktest.Frame{{Function: "main.f", File: "/src/main.go", Line: 3}},
	}
	text, err := json.Marshal(leak)
	if err != nil {
		t.Fatal(err)
	}
	var fields map[string]any
	if err := json.Unmarshal(text, &fields); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"created_by", "created_file", "created_line", "file", "function", "hint", "id", "kind", "labels", "line",
		"owner", "owner_id", "raw", "stack", "state", "verdict", "wait",
	}
	if diff := cmp.Diff(want, slices.Sorted(maps.Keys(fields))); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
	var back leaktest.Leak
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(leak, back); diff != "" {
		t.Errorf("through JSON and back (-want +got):\n%s", diff)
	}
}
