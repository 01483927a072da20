package main

import "testing"

// TestOutcomeDifference shows that each part of an outcome counts.
func TestOutcomeDifference(t *testing.T) {
	first := &outcome{lines: []string{"a", "b"}, facts: []string{"1"}}
	for _, tt := range []struct {
		other outcome
		want  string
	}{
		{outcome{lines: []string{"a", "b"}, facts: []string{"1"}}, ""},
		{outcome{lines: []string{"a"}, facts: []string{"1"}}, "findings or decisions"},
		{outcome{lines: []string{"a", "b"}, facts: []string{"2"}}, "facts"},
		{outcome{lines: []string{"b"}, facts: nil}, "findings or decisions and facts"},
	} {
		if got := first.difference(&tt.other); got != tt.want {
			t.Errorf("difference to %v = %q, want %q", tt.other, got, tt.want)
		}
	}
}
