package ctxignored

import "github.com/leaktight/leaktight/cmd/leaklint/internal/decision"

// The reasons for which a wait beside a request is not reported.
var (
	anotherCase = decision.New(decision.Ends, "another-case", "the select has another case than timers, a way out that somebody thought of")
	ownContext  = decision.New(decision.Undecided, "own-context", "the goroutine has a context that was made for it")
	isTrap      = decision.New(decision.Undecided, "loop-without-end", "the checks for loops speak of it")
	watched     = decision.New(decision.Ends, "context-watched", "the goroutine looks at a context between its waits")
)

// The reasons for which it is reported as advice.
var (
	noRequest   = decision.New(decision.Doubtful, "no-request", "what it outlives is no request that is served")
	unknownWait = decision.New(decision.Doubtful, "wait-not-constant", "how long it waits is not known")
	shortWait   = decision.New(decision.Doubtful, "short-wait", "it waits less than a second")
	joinedAfter = decision.New(decision.Doubtful, "joined", "the function that starts it seems to wait for it")
)

// outlives is the way in which it is a leak.
var outlives = decision.New(decision.Leaks, "outlives-request", "it outlives the request without watching its context")
