package owner

import "github.com/leaktight/leaktight/cmd/leaklint/internal/decision"

// The reasons for which the goroutine of a start needs nobody who looks after it
// here.
var (
	tooMany          = decision.New(decision.Undecided, "too-many-starts", "the function starts more goroutines than are looked at")
	byTimer          = decision.New(decision.Undecided, "started-by-timer", "a timer starts it, if its time comes")
	byContext        = decision.New(decision.Undecided, "started-by-context", "the end of a context starts it")
	contextElsewhere = decision.New(decision.Undecided, "context-from-elsewhere", "a context that another function is given ends it")
	endsItself       = decision.New(decision.Undecided, "ended-by-itself", "it may do itself what ends it")
	siblingEnds      = decision.New(decision.Undecided, "ended-by-sibling", "another goroutine of the same function may end it")
	headRequest      = decision.New(decision.Ends, "head-without-body", "the response to HEAD has no body")
	contextGiven     = decision.New(decision.Ends, "ended-by-given-context", "a context that is handed over ends it")
	callersStart     = decision.New(decision.Undecided, "started-for-caller", "it is the goroutine of an object that the caller has")
	ownContext       = decision.New(decision.Ends, "ended-by-context", "a context that the function is given ends it")
	endedHere        = decision.New(decision.Undecided, "ended-here-only", "only this function can end it, which other checks look at")
	ofParameter      = decision.New(decision.Undecided, "object-in-parameter", "the object is in a variable of the caller's that a function literal has")
	notNew           = decision.New(decision.Undecided, "object-not-new", "somebody else may have the object from before")
	callerCloses     = decision.New(decision.Undecided, "caller-closes", "the caller has what ends it")
)

// The reasons for which no return is reached with the object still to be taken care
// of.
var (
	endDeferred  = decision.New(decision.Ends, "end-deferred", "its end is deferred before it starts")
	handedBefore = decision.New(decision.Undecided, "handed-on-before", "somebody else has the object from before the start")
	stopped      = decision.New(decision.Ends, "stopped", "it is ended on every path")
	handedOn     = decision.New(decision.Undecided, "handed-on", "the object goes where somebody else may end it")
	startedAnew  = decision.New(decision.Undecided, "started-anew", "the path comes to the start again, which is looked at there")
	startFailed  = decision.New(decision.Ends, "start-failed", "the error of the start is returned, which says that nothing was started")
	startAsked   = decision.New(decision.Undecided, "start-asked", "the start is asked whether it has come about, in a way that is not understood")
	returned     = decision.New(decision.Undecided, "object-returned", "the caller gets the object")
	keeperEnds   = decision.New(decision.Undecided, "keeper-ends", "the caller gets an object that has it, and something in the package may end what that has")
	keeperShares = decision.New(decision.Undecided, "keeper-shares", "the caller gets an object that has it, and others get it from there")
	keeperStays  = decision.New(decision.Undecided, "keeper-stays", "the caller gets an object that has it, and that may be meant to stay: it has no method that ends it")
	fewRounds    = decision.New(decision.Undecided, "few-rounds", "the loop is run once and makes so many objects as it is told, which may be meant to stay")
	noReturn     = decision.New(decision.Ends, "no-return", "no return is reached after the start")
)

// The reasons for which a branch is not taken as long as the goroutine runs.
var (
	sequenceOn   = decision.New(decision.Ends, "sequence-goes-on", "next has not come to the end of the sequence")
	errorIsNone  = decision.New(decision.Ends, "error-is-none", "the error of the start is none, so not a certain one")
	noBody       = decision.New(decision.Ends, "status-without-body", "a response with that status has no body")
	startWorked  = decision.New(decision.Ends, "start-worked", "the error of the start is nil")
	objectExists = decision.New(decision.Ends, "object-exists", "the object is not nil")
	awaited      = decision.New(decision.Ends, "end-awaited", "the end of the goroutine is waited for")
)

// The reasons for which a path on which the object is dropped is doubtful.
var (
	elsewhere      = decision.New(decision.Doubtful, "response-of-another-function", "another function makes the request, with a context and a client that are not known")
	requestUnknown = decision.New(decision.Doubtful, "request-unknown", "what the request was made with is not known")
	requestContext = decision.New(decision.Doubtful, "request-context", "the context of the request may be done")
	clientTimeout  = decision.New(decision.Doubtful, "client-timeout", "the client may have a timeout")
	notAsked       = decision.New(decision.Doubtful, "next-not-asked", "whether the sequence has come to its end is not asked")
	mayRun         = decision.New(decision.Doubtful, "may-not-run", "whether it runs, and until when, depends on what is not looked at")
	failsToo       = decision.New(decision.Doubtful, "ends-on-failure", "it also ends when something fails")
	sometimesRuns  = decision.New(decision.Doubtful, "sometimes-started", "only some paths of the function that is called start it")
	keptToo        = decision.New(decision.Doubtful, "object-kept", "somebody else has the object too")
	serves         = decision.New(decision.Doubtful, "serves-on", "the function starts to accept connections and returns, which may be meant to go on")
	preparedFor    = decision.New(decision.Doubtful, "prepared-for-an-object", "the statement is prepared for an object that does not come about, and its database may go with that")
	sharedObject   = decision.New(decision.Doubtful, "object-shared", "another goroutine uses the object too")
)

// The ways in which an object is dropped.
var (
	forgotten    = decision.New(decision.Leaks, "forgotten-by-keeper", "the object that has it ends other things, and nobody ends it")
	droppedRound = decision.New(decision.Leaks, "dropped-in-round", "a round of a loop ends with nothing that ends it")
	dropped      = decision.New(decision.Leaks, "dropped", "nothing ends it on some path")
	droppedError = decision.New(decision.Leaks, "dropped-with-error", "the object is returned beside an error, so callers drop it")
	neverStopped = decision.New(decision.Leaks, "never-stopped", "nothing ends it on any path")
)
