package paths_test

import (
	"testing"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/loop"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/paths"
)

// TestRounds checks that what a loop starts and what another of as many rounds takes
// are equal, whatever the number, and what is left where the numbers differ.
func TestRounds(t *testing.T) {
	names, others := loop.Count{Expr: "len(names)"}, loop.Count{Expr: "len(others)"}
	one, taken := paths.Count{Const: 1}, paths.Count{Const: -1}
	for _, test := range []struct {
		name string
		got  paths.Count
		want bool // may be more than none
	}{
		{"as many", one.Rounds(names).Plus(taken.Rounds(names)), false},
		{"one round less", one.Rounds(names).Plus(taken.Rounds(loop.Count{Expr: "len(names)", Plus: -1})), true},
		{"one taken", one.Rounds(names).Plus(taken), true},
		{"three of three", one.Rounds(loop.Count{Const: 3, Known: true}).Plus(paths.Count{Const: -3}), false},
		{"two of three", one.Rounds(loop.Count{Const: 3, Known: true}).Plus(paths.Count{Const: -2}), true},
		{"another number", one.Rounds(names).Plus(taken.Rounds(others)), false},
		{"without a bound", one.Rounds(loop.Count{}).Plus(paths.Count{Const: -5}), true},
		{"nothing in each round", paths.Count{}.Rounds(names), false},
	} {
		if got := test.got.Positive(); got != test.want {
			t.Errorf("%s: %+v is more than none: %v, want %v", test.name, test.got, got, test.want)
		}
	}
}
