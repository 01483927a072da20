package decision_test

import (
	"go/token"
	"testing"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
)

var (
	first  = decision.New(decision.Ends, "test-first", "the first rule")
	second = decision.New(decision.Undecided, "test-second", "the second rule")
)

// TestSettled pins that the first rule that applies decides, and that one which is
// switched off does not apply.
func TestSettled(t *testing.T) {
	l := new(decision.Ledger)
	o := l.Open(decision.Obligation{Check: "sendleak", At: 7})
	if o.Settled(first, false) || o.Reason() != nil {
		t.Errorf("settled by a rule that does not hold: %v", o.Reason())
	}
	restore := first.Off()
	if o.Settled(first, true) || !o.Settled(second, true) || o.Reason() != second {
		t.Errorf("with the first rule off, settled by %v", o.Reason())
	}
	restore()
	if !o.Settled(first, true) || o.Reason() != second {
		t.Errorf("settled again, by %v", o.Reason())
	}
	if got := decision.First(
		decision.Condition{Reason: first, Holds: func() bool { return false }},
		decision.Condition{Reason: second, Holds: func() bool { return true }},
	); got != second {
		t.Errorf("First = %v", got)
	}
}

// TestObligations pins that the order does not depend on who was first.
func TestObligations(t *testing.T) {
	l := new(decision.Ledger)
	for _, at := range []token.Pos{9, 3, 7} {
		l.Open(decision.Obligation{At: at})
	}
	last := token.NoPos
	for _, o := range l.Obligations() {
		if o.At < last {
			t.Errorf("%d after %d", o.At, last)
		}
		last = o.At
	}
}
