package leaktest

import (
	"context"
	"time"
)

// CheckTimeout is Check with another bound on the wait, under the name and with
// the signature of github.com/fortytw2/leaktest.
//
// Deprecated: use [Check] with [MaxWait].
//
//go:fix inline
func CheckTimeout(t ErrorReporter, dur time.Duration) func() {
	return Check(t, MaxWait(dur))
}

// CheckContext is Check with a wait that ends with ctx, under the name and with
// the signature of github.com/fortytw2/leaktest.
//
// Deprecated: use [Check] with [Until].
//
//go:fix inline
func CheckContext(ctx context.Context, t ErrorReporter) func() {
	return Check(t, Until(ctx))
}
