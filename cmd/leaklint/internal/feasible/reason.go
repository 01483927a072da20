package feasible

import "github.com/leaktight/leaktight/cmd/leaklint/internal/decision"

// Contradicts is why a path on which nobody answers is none: each of them takes a
// condition one way and, later, the other.
var Contradicts = decision.New(decision.Ends, "path-contradicts-itself", "each path without an answer takes a condition both ways")
