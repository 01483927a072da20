package leaktest

import (
	"context"
	"time"

	"github.com/leaktight/leaktight/leaktest/internal/engine"
)

// DefaultMaxWait is the longest settling when neither [MaxWait] nor [Until]
// says otherwise. It is a little above one second because one second is what
// programs sleep, and what their timers are set to, more often than anything else
// of that length: a goroutine that was started last thing in a test and sleeps for
// a second has a tenth of a second to wake up and return.
const DefaultMaxWait = 1100 * time.Millisecond

// A MainOption configures [VerifyTestMain]. Every [Option] is a MainOption;
// the reverse does not hold, so that a wrong mix does not compile.
type MainOption interface {
	applyMain(*mainSettings)
}

// An Option configures [Check], [Find] and [VerifyTestMain]. Options add up:
// none takes back another, and their order does not matter. Of several bounds
// on the wait the last one of its kind holds.
type Option interface {
	MainOption
	apply(*engine.Settings)
}

type mainSettings struct {
	engine.Settings
	cleanup func(exitCode int)
}

type optionFunc func(*engine.Settings)

func (f optionFunc) apply(s *engine.Settings)  { f(s) }
func (f optionFunc) applyMain(s *mainSettings) { f(&s.Settings) }

type mainOptionFunc func(*mainSettings)

func (f mainOptionFunc) applyMain(s *mainSettings) { f(s) }

func newSettings(opts []Option) engine.Settings {
	s := engine.Settings{Ignores: daemons.All(), MaxWait: DefaultMaxWait}
	for _, o := range opts {
		if o != nil {
			o.apply(&s)
		}
	}
	return s
}

func newMainSettings(opts []MainOption) mainSettings {
	s := mainSettings{Settings: newSettings(nil)}
	for _, o := range opts {
		if o != nil {
			o.applyMain(&s)
		}
	}
	return s
}

// MaxWait bounds the settling: how long goroutines that are still there get to
// finish before they are reported. The default is [DefaultMaxWait]. Whatever has
// not ended gets the whole bound, with two exceptions that get 100 ms: what is
// proven, and a stack in which an earlier goroutine of this process still stands,
// unchanged since it was reported, so that a suite with a hundred leaking tests
// does not wait a hundred times. A d of zero or less looks once, without waiting.
//
// The time is counted in steps of 2 ms, each of which counts for 3 ms at most:
// where the machine leaves the process no time, the bound is longer by the clock
// on the wall.
func MaxWait(d time.Duration) Option {
	d = max(d, 0)
	return optionFunc(func(s *engine.Settings) { s.MaxWait, s.Bounded = d, true })
}

// Until lets the settling end when ctx is done, if that is earlier than its
// other bound. Where ctx has a deadline and no [MaxWait] is given, the deadline
// is the bound, also beyond [DefaultMaxWait].
func Until(ctx context.Context) Option {
	return optionFunc(func(s *engine.Settings) { s.Until = ctx })
}

// Prove runs the runtime's goroutine leak profile after the settling, so that a
// goroutine that nothing can ever wake is marked as proven. It comes last because
// the profile is a garbage collection, which ends what waits for a finalizer or
// cleanup: that is a leak as well. It needs Go 1.27, or Go 1.26 built with
// GOEXPERIMENT=goroutineleakprofile; elsewhere it does nothing.
//
// The profile forces a garbage collection, and has a limit that makes it an
// option here and not the default: a goroutine that it marked, and that is
// woken later all the same through a weak.Pointer, crashes the process with
// "bad g->status in ready". [VerifyTestMain] runs the profile without being
// asked, since it does so as the last act of the process.
//
// The profile is never the only oracle. Goroutines that wait for I/O, for time
// or on something that a global variable refers to are not proven by it, and
// are reported as still running.
func Prove() Option {
	return optionFunc(func(s *engine.Settings) { s.Prove = proves(true) })
}

// Cleanup lets [VerifyTestMain] call f with the exit code instead of os.Exit.
// The process may then live on, so the runtime's leak profile is not run unless
// [Prove] is given too. Of several Cleanups the last one holds.
func Cleanup(f func(exitCode int)) MainOption {
	return mainOptionFunc(func(s *mainSettings) { s.cleanup = f })
}
