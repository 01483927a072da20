package httpleak

import "github.com/leaktight/leaktight/cmd/leaklint/internal/decision"

// The reasons for which the connections of a transport do not stay.
var (
	idleTimeout  = decision.New(decision.Ends, "idle-timeout", "the transport has a time after which it closes idle connections")
	noKeepAlives = decision.New(decision.Ends, "no-keep-alives", "the transport says whether it keeps connections")
	idleLimit    = decision.New(decision.Ends, "idle-limit", "the transport says how many connections it keeps")
	usedBeyond   = decision.New(decision.Undecided, "transport-used-beyond", "the transport is used in other ways than for requests of the function")
	closeField   = decision.New(decision.Ends, "request-closes", "a request says that its connection is to be closed")
	closeHeader  = decision.New(decision.Ends, "connection-header", "the header of a request says what becomes of its connection")
)

// keptIdle is the way in which a transport is a leak.
var keptIdle = decision.New(decision.Leaks, "transport-left", "the function leaves its own transport with an idle connection")
