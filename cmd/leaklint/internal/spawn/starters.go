package spawn

import (
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
)

// knownStarter reports whether fn is a function of the standard library or of
// errgroup that runs an argument in a new goroutine, what kind of start that
// is, and the index of the argument (the receiver counts).
//
// The list is short because facts find the rest; these are here since their own
// bodies start the goroutine behind a runtime timer, and so that the analysis
// works where the facts of the standard library are missing.
func knownStarter(fn *ssa.Function) (kind Kind, arg int, ok bool) {
	switch name := fn.RelString(nil); {
	case name == "time.AfterFunc":
		return TimerFunc, 1, true
	case name == "context.AfterFunc":
		return ContextFunc, 1, true
	case name == "(*sync.WaitGroup).Go":
		return WaitGroup, 1, true
	case strings.HasSuffix(name, "golang.org/x/sync/errgroup.Group).Go"),
		strings.HasSuffix(name, "golang.org/x/sync/errgroup.Group).TryGo"):
		return ErrGroup, 1, true
	}
	return "", 0, false
}

// parameterOf returns the parameter that v is, seen through conversions, local
// variables that are set once, and captures; or nil.
func parameterOf(v ssa.Value) *ssa.Parameter {
	if v == nil {
		return nil
	}
	p, _ := variable.Value(v).(*ssa.Parameter)
	return p
}

// paramIndex returns the index of p among the parameters of its function.
func paramIndex(p *ssa.Parameter) int {
	for i, q := range p.Parent().Params {
		if p == q {
			return i
		}
	}
	return -1
}

// substitute returns what the parameter v of the target stands for where the
// goroutine is started, or nil if that is not known; other values stand for
// themselves.
func substitute(t Target, v ssa.Value) ssa.Value {
	p := parameterOf(v)
	if p == nil || p.Parent() != t.Fn {
		return v
	}
	if i := paramIndex(p); i < len(t.Args) && t.Args[i] != nil {
		return t.Args[i]
	}
	return nil
}
