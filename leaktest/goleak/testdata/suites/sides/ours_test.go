//go:build !original

package sides

import "github.com/leaktight/leaktight/leaktest/goleak"

var (
	verifyNone     = goleak.VerifyNone
	verifyTestMain = goleak.VerifyTestMain
	find           = goleak.Find
	ignoreCurrent  = goleak.IgnoreCurrent
)
