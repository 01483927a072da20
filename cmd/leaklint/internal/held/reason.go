package held

import (
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/leaktest/leakkind"
)

// The reasons for which a lock is not seen to be kept, or to be asked for again.
var (
	tooManyPaths        = decision.New(decision.Undecided, "lock-on-too-many-paths", "the function has more paths than are looked at")
	releasedByGoroutine = decision.New(decision.Ends, "lock-released-by-a-goroutine", "a goroutine that is started releases the lock")
	releasedByValue     = decision.New(decision.Ends, "lock-released-by-a-function-value", "whoever gets a function that releases the lock releases it")
	releasedByMethod    = decision.New(decision.Ends, "lock-released-by-a-method-value", "whoever gets a method of the lock releases it")
	releasedAlike       = decision.New(decision.Ends, "lock-released-by-another-name", "a lock of that part is released by another name, and may be this one")
	againUnwritten      = decision.New(decision.Ends, "again-without-a-writer", "the lock is read twice, and nobody asks to write it")
	againAnother        = decision.New(decision.Undecided, "again-of-another-object", "the lock that is asked for may be that of another object")
)

// A noted is a decision that a walk has made, of which there may be one on each path.
type noted struct {
	reason *decision.Reason
	at     ssa.Instruction
	class  Class
}

// settle adds an obligation about a lock at an instruction that the reason settles,
// once.
func (x *Index) settle(r *decision.Reason, fn *ssa.Function, at ssa.Instruction, l Lock, by token.Pos) {
	key := noted{r, at, l.Class}
	if x.noted[key] {
		return
	}
	x.noted[key] = true
	site, _ := x.Stand(fn, at.Pos())
	o := decision.Obligation{Check: leakkind.Lock, Site: site, At: at.Pos(), By: by}
	if l.Class.Known() {
		o.Object = l.Class
	}
	x.ledger.Open(o).Settle(r)
}

// dropped returns a test whether a lock that is held is released by somebody else,
// as the rule says: what it is true for is settled.
func (w *walker) dropped(r *decision.Reason, by token.Pos, matches func(Held) bool) func(Held) bool {
	return func(h Held) bool {
		if !r.Holds(matches(h)) {
			return false
		}
		w.x.settle(r, w.fn, h.At, h.Lock, by)
		return true
	}
}
