//go:build original

package sides

import "go.uber.org/goleak"

var (
	verifyNone     = goleak.VerifyNone
	verifyTestMain = goleak.VerifyTestMain
	find           = goleak.Find
	ignoreCurrent  = goleak.IgnoreCurrent
)
