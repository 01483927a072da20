package heap

import (
	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/model"
)

// ReaderOf returns the mutex of a call of its method RLocker, or nil.
func ReaderOf(call *ssa.Call) ssa.Value {
	fn := call.Common().StaticCallee()
	if fn == nil || fn.Name() != "RLocker" || !model.OfSync(fn) {
		return nil
	}
	return call.Call.Args[0]
}

// IsNewCond reports whether the call is one of sync.NewCond.
func IsNewCond(call *ssa.Call) bool {
	fn := call.Common().StaticCallee()
	return fn != nil && fn.RelString(nil) == "sync.NewCond"
}
