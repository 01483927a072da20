package ctxwait

import "github.com/leaktight/leaktight/cmd/leaklint/internal/decision"

// The reasons for which a context may be done.
var (
	given         = decision.New(decision.Undecided, "context-given", "callers give the context, and may cancel it")
	unknown       = decision.New(decision.Undecided, "context-unknown", "what makes the context is not known")
	deadline      = decision.New(decision.Ends, "context-deadline", "the context has a deadline")
	ofGroup       = decision.New(decision.Undecided, "context-of-group", "the errgroup cancels the context when it is waited for, or fails")
	cancelEscapes = decision.New(decision.Undecided, "cancel-escapes", "the cancel function goes to code that is not seen")
	cancelOutside = decision.New(decision.Undecided, "cancel-returned", "callers that are not seen get the cancel function as a result")
	cancelUnused  = decision.New(decision.Undecided, "cancel-returned-to-nobody", "the function that returns the cancel function is called in files that are left out")
	canceled      = decision.New(decision.Ends, "canceled", "the context is canceled, and not only when the wait is over")
)

// someArguments is why a function that waits on some paths has no fact.
var someArguments = decision.New(decision.Undecided, "waits-for-some-arguments", "only some arguments lead to the wait")

// The reasons for which no return is reached without a call.
var (
	onEveryPath = decision.New(decision.Ends, "call-on-every-path", "the call is on every path to a return")
)
