package sendleak

import "github.com/leaktight/leaktight/cmd/leaklint/internal/decision"

// The reasons for which a send is reported as advice.
var (
	// Whether callers stop early is theirs to know.
	stream = decision.New(decision.Doubtful, "stream-to-callers", "callers get a stream of values, and may take all of it")

	// What several operations on a field add up to is only known if they are on the
	// channel of one object, which the analysis does not tell apart.
	addedUp = decision.New(decision.Doubtful, "sends-added-up", "sends on the channels of several objects may have been added up")
)

// The reasons for which a token that a path does not take out again is not said to be
// lost.
var (
	tokensUnseen    = decision.New(decision.Undecided, "tokens-out-of-sight", "code that is not seen has the channel, and may take the token out")
	tokensElsewhere = decision.New(decision.Undecided, "token-taken-elsewhere", "another function takes tokens out, and may do so for this one")
	tokensLent      = decision.New(decision.Undecided, "token-taken-before", "the channel was filled beforehand, and the send gives back what was taken")
)

// tokenLost is the way in which a send into a semaphore is a leak.
var tokenLost = decision.New(decision.Leaks, "token-lost", "a path does not take its token out of the channel again")
