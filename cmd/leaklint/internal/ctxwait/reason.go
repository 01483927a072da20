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

// The reasons for which a goroutine that waits for the caller's context alone is not
// said to outlive the call.
var (
	callersCancel  = decision.New(decision.Ends, "callers-cancel", "every caller that is seen gives a context that ends with the call, as that of a request does")
	watcherAnswers = decision.New(decision.Undecided, "watcher-answers", "somebody may wait for the goroutine itself")
	returnsDone    = decision.New(decision.Ends, "returns-when-done", "the function returns only when the context is done")
	servesOn       = decision.New(decision.Undecided, "serves-until-done", "the function serves with what the goroutine ends, which goes on until the context is done")
	objectKept     = decision.New(decision.Undecided, "watched-is-kept", "what the goroutine ends may be in use when the function has returned")
	noWork         = decision.New(decision.Undecided, "no-work-with-watched", "the function does no work with what the goroutine ends")
)

// roundsOn is why a watcher is doubtful.
var roundsOn = decision.New(decision.Doubtful, "works-in-rounds", "the function works in rounds for an object of the caller's, which may be once for all")
