package endless

import "github.com/leaktight/leaktight/cmd/leaklint/internal/decision"

// The reasons for which a loop is no trap.
var (
	returnsOut   = decision.New(decision.Ends, "loop-returns", "the loop is left, and the function returns")
	exitsOut     = decision.New(decision.Ends, "loop-exits", "the loop ends the goroutine or the process")
	mayExitOut   = decision.New(decision.Ends, "loop-may-exit", "the loop calls a function that may end the goroutine or the process")
	recoveredOut = decision.New(decision.Ends, "loop-panic-recovered", "the loop calls a function that may panic, which the goroutine recovers from")
	panicsOut    = decision.New(decision.Ends, "loop-panics", "the loop panics")
	behindFlag   = decision.New(decision.Undecided, "select-behind-flag", "the empty select of another package stands under a condition of that package")
	machinery    = decision.New(decision.Undecided, "below-goroutines", "the package makes goroutines and processes what they are")
	waysOutRank  = []*decision.Reason{returnsOut, exitsOut, mayExitOut, recoveredOut, panicsOut}
)
