package report

import (
	"fmt"

	"github.com/leaktight/leaktight/leaktest/goroutine"
	"github.com/leaktight/leaktight/leaktest/internal/source"
	"github.com/leaktight/leaktight/leaktest/internal/wayout"
	"github.com/leaktight/leaktight/leaktest/leakkind"
)

// Facts are what the stack of a goroutine and the source tell of it.
type Facts struct {
	Kind     string // the name of the pattern, "" where the state fits none
	Function string // where it blocks: the innermost call outside the standard
	File     string // library, or of all where there is none
	Line     int
	Hint     string // what to do, "" where there is no advice
	Closer   string // the hint, where it names what ends the goroutine: those that have it in common end together
}

// FactsOf finds the facts of a goroutine. Collected says that it ended when the
// garbage collector ran.
func FactsOf(g *goroutine.Goroutine, collected bool) Facts {
	var f Facts
	if i := source.Blocking(g.Stack); i >= 0 {
		at := &g.Stack[i]
		f.Function, f.File, f.Line = at.Function, at.File, at.Line
	}
	f.Kind = leakkind.OfState(g.State, functions(g.Stack))
	source.Guarded(func() {
		src := source.Open(f.File)
		op, _ := src.BlockingAt(f.Line)
		f.Kind = kindOf(g, op)
		f.Hint = hintOf(g, f.Kind, op, src)
	})
	if collected {
		f.Hint = finalizedBy
	}
	return f
}

// Explained returns the facts with what the source tells of the way out, in the
// words of the named test. That reads the packages of the stack.
func (f Facts) Explained(g *goroutine.Goroutine, owner string) Facts {
	if f.Hint == finalizedBy {
		return f
	}
	if f.Hint == leakkind.OpenBody {
		if call, at, ok := wayout.OpenBody(owner); ok {
			f.Hint = fmt.Sprintf("the body of the response from %s at %s was not read to its end and closed: defer resp.Body.Close()", call, at)
		}
		return f
	}
	out := wayout.Find(g, source.Blocking(g.Stack), owner)
	_, isResource := resourceOf(g)
	switch {
	case out.Hint != "":
		f.Hint, f.Closer = out.Hint, out.Hint
	case out.Untaken != "" && !isResource:
		f.Hint = fmt.Sprintf(untaken, out.At, out.Untaken)
	case !isResource && source.IsDownloaded(f.File):
		f.Hint = "" // what there is would be for the author of that module
	}
	return f
}
