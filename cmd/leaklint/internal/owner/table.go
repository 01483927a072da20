package owner

import (
	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/model"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/report"
)

// written returns what is known of a function of another package that its source does
// not tell, or where the facts about it are missing, as under nogo.
func written(fn *ssa.Function) []*hold {
	own, ok := model.Owned(fn)
	if !ok || fn.Pkg == nil {
		return nil
	}
	h := &hold{Hold: Hold{
		Result: own.Result, Param: own.Param, Type: own.Type, Stops: own.Stops, Starts: own.Starts,
		Started: len(own.Starts) == 0, Func: own.Func, Runs: own.Runs, Maybe: own.Maybe, Sure: !own.Likely,
		Context: own.Context, Held: own.Held,
	}}
	if own.Body {
		h.Type, h.Stops = "Response", []string{bodyClose}
		h.Keeps = []string{"Write"} // which closes the body
	}
	h.Place = report.Place{Package: fn.Pkg.Pkg.Path(), Function: fn.RelString(fn.Pkg.Pkg)}
	return []*hold{h}
}

// stopsRunner reports whether the function is a method that ends one of the table
// which runs.
func stopsRunner(fn *ssa.Function) bool {
	named := namedOf(fn.Signature.Recv().Type())
	if named == nil || named.Obj().Pkg() == nil {
		return false
	}
	return named.Obj().Pkg().Path() == "net/http" && named.Obj().Name() == "Server" &&
		(fn.Name() == "Close" || fn.Name() == "Shutdown")
}
