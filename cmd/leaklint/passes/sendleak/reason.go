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
