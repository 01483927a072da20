package goleak

import (
	"fmt"

	"github.com/leaktight/leaktight/leaktest"
	original "go.uber.org/goleak"
)

// An Option says what a check is to ignore, or what it does when it is over.
// Options of go.uber.org/goleak itself come in by way of [From].
type Option interface {
	apply(*options)
}

// options are what the options of one call add up to.
type options struct {
	engine  []leaktest.Option
	oracle  []original.Option
	cleanup func(exitCode int)
	misuse  error
}

type optionFunc func(*options)

func (f optionFunc) apply(o *options) { f(o) }

// newOptions adds up the options of a call to those of every check.
func newOptions(opts []Option) *options {
	o := &options{engine: []leaktest.Option{leaktest.MaxWait(patience)}}
	for _, option := range opts {
		if option != nil {
			option.apply(o)
		}
	}
	return o
}

func ignore(option leaktest.Option) Option {
	return optionFunc(func(o *options) { o.engine = append(o.engine, option) })
}

// IgnoreTopFunction ignores goroutines that stand in the named function, the
// first one of the stack. The name is the full one that the runtime prints, for
// instance
//
//	go.opencensus.io/stats/view.(*worker).start
//
// Unlike leaktest.IgnoreTopFunction it takes names such as time.Sleep, in which
// goroutines of any origin stand; [IgnoreCreatedBy] is what to use instead.
func IgnoreTopFunction(f string) Option { return ignore(lent.TopFunction(f)) }

// IgnoreAnyFunction ignores goroutines that have the named function anywhere in
// their stack. The function that holds the go statement is not part of it;
// [IgnoreCreatedBy] matches that one.
func IgnoreAnyFunction(f string) Option { return ignore(leaktest.IgnoreAnyFunction(f)) }

// IgnoreCreatedBy ignores goroutines whose go statement stands in the named
// function, the one that the runtime prints behind "created by". The original
// has it on its main branch only, after v1.3.0.
func IgnoreCreatedBy(f string) Option { return ignore(leaktest.IgnoreCreatedBy(f)) }

// IgnoreKnownDaemons ignores the goroutines that well-known libraries start once
// for the whole process: see leaktest.IgnoreKnownDaemons for the list, and
// leaktest.RegisterDaemon for one of your own. The original has neither.
func IgnoreKnownDaemons() Option { return ignore(leaktest.IgnoreKnownDaemons()) }

// Known tolerates the leaks that a file lists, and with LEAKTEST_UPDATE=1 in the
// environment adds those that a check finds: see leaktest.Known. The original has
// nothing of the kind.
func Known(file string) Option {
	option, err := lent.Known(file)
	if err != nil {
		return optionFunc(func(o *options) { o.misuse = fmt.Errorf("goleak: Known: %w", err) })
	}
	return ignore(option)
}

// IgnoreCurrent ignores every goroutine that runs when IgnoreCurrent is called.
// It takes a snapshot of all goroutines; see leaktest.IgnoreCurrent for what
// that costs.
func IgnoreCurrent() Option { return ignore(leaktest.IgnoreCurrent()) }

// RunOnFailure is there for those who build against the original's main branch,
// where it makes [VerifyTestMain] look for leaks when the tests failed, too.
// Here it always does: the leaks are listed as information, and the exit code
// stays that of the tests. The option changes nothing.
func RunOnFailure() Option { return optionFunc(func(*options) {}) }

// Cleanup calls f at the end of the check. [VerifyTestMain] calls it in place of
// os.Exit, with the exit code; [VerifyNone] calls it with 0. [Find] refuses it.
// Of several Cleanups the last one holds.
func Cleanup(f func(exitCode int)) Option {
	return optionFunc(func(o *options) { o.cleanup = f })
}

// From takes options of go.uber.org/goleak, as libraries hand them around:
//
//	goleak.VerifyTestMain(m, goleak.From(kafkatest.LeakOptions()...))
//
// What they match is the original's secret, so the original is asked: where a
// check finds something left behind, the original's Find is called once with
// these options, waits as long as it does, and what it does not report either is
// ignored. A clean check does not ask. If the original panics, as v1.3.0 does on
// a stack that is deeper than 100 frames, its options are not applied, and the
// report says so.
//
// The original's Cleanup can not be used: the check fails and says to pass
// [Cleanup] of this package. To notice it, From takes one snapshot of all
// goroutines; while a stack is there on which the original panics it cannot
// tell, and the Cleanup is not called.
func From(opts ...original.Option) Option {
	if err := refuse(opts); err != nil {
		return optionFunc(func(o *options) { o.misuse = err })
	}
	return optionFunc(func(o *options) { o.oracle = append(o.oracle, opts...) })
}

// refuse returns an error for options that the original's Find takes no part
// with: its Cleanup. With IgnoreCurrent it has nothing to report or to wait for.
func refuse(opts []original.Option) error {
	_, err := ask(func() error { return original.Find(append([]original.Option{original.IgnoreCurrent()}, opts...)...) })
	if err == nil || !isRefusal(err) {
		return nil
	}
	return fmt.Errorf("goleak: From was given an option that go.uber.org/goleak refuses (%v); pass Cleanup of github.com/leaktight/leaktight/leaktest/goleak beside From instead", err)
}
