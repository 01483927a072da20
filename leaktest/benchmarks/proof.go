package main

import (
	"errors"
	"fmt"
	"io"
	"runtime"
	"time"

	"github.com/leaktight/leaktight/leaktest"
	"github.com/leaktight/leaktight/leaktest/goroutine"
)

// A suite is a *testing.M whose one test leaves a goroutine behind.
type suite struct{ ended time.Time }

func (s *suite) Run() int {
	leakForEver()
	runtime.Gosched()
	s.ended = time.Now()
	return 0
}

// leakForEver starts a goroutine that nothing can ever wake.
func leakForEver() {
	go func() { <-make(chan int) }()
}

// printProofs prints the time from the end of a test to the report of a leak
// that the garbage collector proves, by both ways to one. The report of
// VerifyTestMain goes to the standard error output.
func printProofs(w io.Writer) error {
	if !goroutine.CanProve() {
		return errors.New("this Go has no leak profile: use Go 1.27, or GOEXPERIMENT=goroutineleakprofile with Go 1.26")
	}
	begin := time.Now()
	failed := checkWithProve(func() { begin = time.Now() })
	fmt.Fprintf(w, "%s: Check with Prove: leak reported %t after %s\n", runtime.Version(), failed, time.Since(begin))

	m := &suite{}
	leaktest.VerifyTestMain(m, leaktest.Prove(), leaktest.IgnoreCurrent(), leaktest.Cleanup(func(code int) {
		fmt.Fprintf(w, "%s: VerifyTestMain: exit code %d after %s\n", runtime.Version(), code, time.Since(m.ended))
	}))
	return nil
}

// checkWithProve calls ended when the test is over and its check begins.
func checkWithProve(ended func()) bool {
	t := &test{}
	leaktest.Check(t, leaktest.Prove())
	leakForEver()
	runtime.Gosched()
	ended()
	t.end()
	return t.failed
}
