package feasible

import "github.com/leaktight/leaktight/cmd/leaklint/internal/decision"

// Told is why a path on which nobody answers is none: a flag that is asked on it is only
// set where somebody answers.
var Told = decision.New(decision.Ends, "flag-tells-answer", "a flag on the path says that it was answered before")

// Contradicts is why a path on which nobody answers is none: each of them takes a
// condition one way and, later, the other.
var Contradicts = decision.New(decision.Ends, "path-contradicts-itself", "each path without an answer takes a condition both ways")
