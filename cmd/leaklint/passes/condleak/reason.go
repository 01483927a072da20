package condleak

import (
	"go/token"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/leaktest/leakkind"
)

// The reasons for which a wait for a condition is no leak, and those for which it
// is one.
var (
	roleUnknown    = decision.New(decision.Undecided, "condition-unknown", "the part that the condition has is not known")
	signaledElse   = decision.New(decision.Undecided, "condition-out-of-sight", "code that is not seen may signal the condition")
	testedInLoop   = decision.New(decision.Ends, "condition-tested-in-a-loop", "the wait is in a loop, which tests before")
	withoutLock    = decision.New(decision.Undecided, "condition-locked-by-callers", "the function waits under a lock that its callers have, who may have tested")
	startsSignaler = decision.New(decision.Ends, "condition-starts-who-signals", "the function starts a goroutine under the lock, whose signal cannot come before")
	testedFirst    = decision.New(decision.Ends, "condition-tested-first", "something is tested between the lock and the wait")
	calledFirst    = decision.New(decision.Undecided, "condition-called-first", "something is called between the lock and the wait, which may start who signals")
	nobodySignals  = decision.New(decision.Leaks, "nobody-signals", "nobody signals the condition")
	signalLost     = decision.New(decision.Leaks, "signal-lost", "a signal that comes before the wait is lost")
)

// The reasons about a flag that ends a wait and is set without a signal.
var (
	setByWaiter    = decision.New(decision.Ends, "flag-set-by-who-waits", "who waits sets the flag itself")
	setOutOfSight  = decision.New(decision.Undecided, "flag-set-out-of-sight", "code that is not seen sets the flag, and may signal")
	setAndSignals  = decision.New(decision.Ends, "flag-set-and-signaled", "the function that sets the flag signals")
	callerSignals  = decision.New(decision.Ends, "flag-signaled-by-the-caller", "a caller of the function that sets the flag signals")
	calleeSignals  = decision.New(decision.Ends, "flag-signaled-by-what-is-called", "the function that sets the flag calls what signals")
	setWithoutWord = decision.New(decision.Doubtful, "flag-set-without-a-signal", "the next signal, if there is one, wakes who waits for the flag")
	setInSilence   = decision.New(decision.Leaks, "flag-set-in-silence", "a flag that ends the wait is set and nobody is told")
)

// open begins an obligation about a condition, which is told of at a site.
func (c *check) open(cond *condition, site, at token.Pos) *decision.Obligation {
	o := decision.Obligation{Check: leakkind.Cond, Site: site, At: at}
	if cond.class.Known() {
		o.Object = cond.class
	}
	return c.ledger.Open(o)
}
