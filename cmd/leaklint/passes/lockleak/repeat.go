package lockleak

import (
	"fmt"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/held"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/report"
)

// repeats reports locks that are asked for by a goroutine that holds them.
func (c *check) repeats() {
	for _, again := range c.locks.Repeats {
		c.r.At(again.Instr.Pos())
		at, who := c.locks.Stand(again.Fn, again.Instr.Pos())
		first, last := "it is locked here", "and asked for again here"
		if again.Again.Once {
			first, last = "its function is run here", "and it is called again here"
		}
		c.r.Report(report.Finding{
			Pos:      at,
			Message:  fmt.Sprintf("%s %s", who, repeatMessage(again)),
			Category: c.repeatCategory(again),
			Related:  append([]analysis.RelatedInformation{related(again.First.At.Pos(), first)}, c.locks.Path(again.Again, last)...),
		})
	}
}

// repeatMessage says what is asked for while it is held.
func repeatMessage(again held.Repeat) string {
	name := again.First.Path.Name()
	by := ""
	if len(again.Again.Calls) > 0 {
		by = fmt.Sprintf(" in %s", again.Again.Place)
	}
	if again.Again.Once {
		return fmt.Sprintf("calls Do of %s again%s before its function has returned, which blocks for ever", name, by)
	}
	if again.First.Read && again.Again.Read {
		return fmt.Sprintf("reads %s and locks it for reading again%s, which blocks for ever when a writer asks for it in between", name, by)
	}
	return fmt.Sprintf("locks %s again%s while it holds it, which blocks for ever", name, by)
}

// repeatCategory is advice where a function that is called locks only on a
// condition that may well say whether the lock is held, where another function may
// be called instead, and where it takes a callback of a test.
func (c *check) repeatCategory(again held.Repeat) string {
	if again.Again.Guess && !again.Again.Must {
		return report.Advice
	}
	if len(again.Again.Calls) > 0 && !again.Again.Must && again.Again.Depends {
		return report.Advice
	}
	if !c.locks.InTest(again.Instr.Pos()) && slices.ContainsFunc(again.Again.Calls, c.locks.InTest) {
		return report.Advice
	}
	return report.Leak
}
