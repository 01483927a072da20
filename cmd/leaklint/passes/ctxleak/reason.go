package ctxleak

import "github.com/leaktight/leaktight/cmd/leaklint/internal/decision"

// The reasons for which a return that is reached without a call of the cancel
// function is not looked for.
var (
	cancelHandedOn    = decision.New(decision.Undecided, "cancel-handed-on", "the cancel function goes out of sight")
	canceledElsewhere = decision.New(decision.Undecided, "canceled-elsewhere", "another function calls the cancel function")
)

// The ways in which a wait for a context is a leak.
var (
	neverDone    = decision.New(decision.Leaks, "context-never-done", "the context is never done")
	outlivesCall = decision.New(decision.Leaks, "outlives-call", "it waits for the context of the caller when the call is over")
	cancelMissed = decision.New(decision.Leaks, "cancel-missed", "the context is not canceled on some path")
)
