//go:build original

package sides

import "go.uber.org/goleak"

var (
	verifyNone     = goleak.VerifyNone
	verifyTestMain = goleak.VerifyTestMain
	find           = goleak.Find
	ignoreCurrent  = goleak.IgnoreCurrent
	ignoreTop      = goleak.IgnoreTopFunction
	ignoreAny      = goleak.IgnoreAnyFunction
)

// options are what a helper library hands out.
func options() []goleak.Option {
	return []goleak.Option{goleak.IgnoreTopFunction("example.com/queue.(*Queue).run")}
}
