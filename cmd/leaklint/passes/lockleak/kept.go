package lockleak

import (
	"fmt"
	"go/token"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/endless"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/held"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/report"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/source"
)

// maxOthers bounds how many of those who block are listed.
const maxOthers = 8

// kept reports returns at which a lock stays held that nobody else releases.
func (c *check) kept() {
	for _, k := range c.locks.Kept {
		c.r.At(k.Lock.At.Pos())
		others := c.others(k)
		if len(others) == 0 || !k.Lock.Class.Known() || c.locks.Tried[k.Lock.Class] {
			continue
		}
		category := report.Leak
		if k.Lock.Open || c.locks.Aliased[k.Lock.Class] || len(c.locks.Released[k.Lock.Class]) > 0 {
			if !k.Freed {
				continue // it is there to be released by somebody else
			}
			category = report.Advice
		}
		if !k.Freed {
			category = report.Advice // on no path: that is what it is for, or the first call shows it
		}
		name := k.Lock.Path.Name()
		c.r.Report(report.Finding{
			Pos:      k.Lock.At.Pos(),
			Message:  fmt.Sprintf("%s may return without releasing %s, which blocks whoever asks for it next for ever", source.FuncName(k.Fn), name),
			Category: category,
			Related:  append([]analysis.RelatedInformation{related(endless.ReturnPos(k.Ret), name+" is still held at this return")}, others...),
		})
	}
}

// others returns where the lock is asked for next. A function that is executed
// once asks for it no second time.
func (c *check) others(k held.Kept) []analysis.RelatedInformation {
	var list []analysis.RelatedInformation
	once := k.Lock.Class.Local != nil && k.Lock.Class.Local.Parent() == k.Fn || runsOnce(k.Fn)
	for _, ask := range c.locks.Asks[k.Lock.Class] {
		pos := ask.Pos()
		if ask == k.Lock.At && once || !pos.IsValid() || pos == token.NoPos {
			continue
		}
		if len(list) < maxOthers {
			list = append(list, related(pos, "and asked for here"))
		}
	}
	return list
}

// runsOnce reports whether the function is main or an initializer.
func runsOnce(fn *ssa.Function) bool {
	return fn.Parent() == nil && fn.Signature.Recv() == nil && (fn.Name() == "main" || fn.Name() == "init")
}
