package lockleak

import (
	"fmt"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
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
		o := c.open(at, again.Instr.Pos(), again.Again.Lock)
		o.By = again.First.At.Pos()
		category := report.Leak
		if doubt := c.againInDoubt(again); doubt != nil {
			o.Settle(doubt)
			category = report.Advice
		}
		if category == report.Leak && ofRound(again) {
			c.rounds = append(c.rounds, again.Instr)
		}
		o.Settle(lockedAgain)
		c.r.Report(report.Finding{
			Pos:      at,
			Message:  fmt.Sprintf("%s %s", who, repeatMessage(again)),
			Category: category,
			Related:  append([]analysis.RelatedInformation{related(again.First.At.Pos(), first)}, c.locks.Path(again.Again, last)...),
		})
	}
}

// ofRound reports whether it is the same call of Lock that locks and, in the next round
// of a loop, asks again.
func ofRound(again held.Repeat) bool {
	return again.First.At == again.Instr && len(again.Again.Calls) == 0
}

// repeatMessage says what is asked for while it is held.
func repeatMessage(again held.Repeat) string {
	name := again.First.Path.Name()
	by := ""
	if len(again.Again.Calls) > 0 {
		by = fmt.Sprintf(" in %s", again.Again.Place)
	}
	if again.Again.Once {
		return fmt.Sprintf("calls Do of %s again%s before its function has returned, which blocks forever", name, by)
	}
	if again.First.Read && again.Again.Read {
		return fmt.Sprintf("reads %s and locks it for reading again%s, which blocks forever when a writer asks for it in between", name, by)
	}
	if ofRound(again) {
		return fmt.Sprintf("locks %s again in the next round of a loop without having released it, which blocks forever", name)
	}
	return fmt.Sprintf("locks %s again%s while it holds it, which blocks forever", name, by)
}

// againInDoubt returns why it is advice that a lock is asked for again, or nil: where
// a function that is called locks only on a condition that may well say whether the
// lock is held, where another function may be called instead, and where it takes a
// callback of a test.
func (c *check) againInDoubt(repeat held.Repeat) *decision.Reason {
	again := repeat.Again
	return decision.First(
		decision.Condition{Reason: againByGuess, Holds: func() bool { return again.Guess && !again.Must }},
		decision.Condition{Reason: againOnFlag, Holds: func() bool { return len(again.Calls) > 0 && !again.Must && again.Depends }},
		decision.Condition{Reason: againFromTest, Holds: func() bool {
			return !c.locks.InTest(repeat.Instr.Pos()) && slices.ContainsFunc(again.Calls, c.locks.InTest)
		}},
	)
}
