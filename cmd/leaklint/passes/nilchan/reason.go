package nilchan

import "github.com/leaktight/leaktight/cmd/leaklint/internal/decision"

// The reasons for which an operation on nil channels is reported or not.
var (
	nilTimer   = decision.New(decision.Undecided, "timer-is-nil", "the timer is nil itself, so nobody waits for its channel")
	compared   = decision.New(decision.Undecided, "compared-with-nil", "the channel is compared with nil before")
	neverMade  = decision.New(decision.Leaks, "never-made", "the channel is never made")
	handedOver = decision.New(decision.Leaks, "nil-handed-over", "the goroutine is given a nil channel")
)
