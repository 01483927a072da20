package model

import (
	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
)

// maxParents bounds through how many contexts one is followed to its first parent.
const maxParents = 8

// NeverDone reports whether the context is one that nothing ends, as far as its
// function shows it: context.Background(), or one that adds a value to it.
func NeverDone(ctx ssa.Value) bool {
	for range maxParents {
		call, ok := variable.Value(ctx).(*ssa.Call)
		if !ok {
			return false
		}
		c, ok := Derives(call.Call.StaticCallee())
		switch {
		case ok && c.Never:
			return true
		case !ok || c.Cancel != None || c.Itself() || c.Group || c.Parent == None:
			return false
		}
		ctx = call.Call.Args[c.Parent]
	}
	return false
}
