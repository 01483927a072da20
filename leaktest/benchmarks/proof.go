package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
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
// that the garbage collector proves, by both ways to one, each in a process of its
// own that does nothing else.
func printProofs(w io.Writer) error {
	if !goroutine.CanProve() {
		return errors.New("this Go has no leak profile: use Go 1.27, or GOEXPERIMENT=goroutineleakprofile with Go 1.26")
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	fmt.Fprintln(w, runtime.Version())
	for _, way := range []string{"prove-check", "prove-main"} {
		for range 5 {
			out, err := exec.Command(self, way).Output()
			if err != nil {
				return fmt.Errorf("%s: %w", way, err)
			}
			fmt.Fprintf(w, "%s: %s", way, out)
		}
	}
	return nil
}

// proveCheck prints how long Check takes with Prove.
func proveCheck(w io.Writer) error {
	begin := time.Now()
	if !checkWithProve(func() { begin = time.Now() }) {
		return errors.New("the leak was not reported")
	}
	_, err := fmt.Fprintln(w, "reported after", time.Since(begin))
	return err
}

// proveMain prints how long VerifyTestMain takes, whose report goes to the
// standard error output.
func proveMain(w io.Writer) error {
	err := errors.New("VerifyTestMain did not come to its end")
	m := &suite{}
	leaktest.VerifyTestMain(m, leaktest.Prove(), leaktest.Cleanup(func(code int) {
		took := time.Since(m.ended)
		if err = nil; code != 1 {
			err = fmt.Errorf("exit code %d, want 1", code)
		}
		fmt.Fprintln(w, "reported after", took)
	}))
	return err
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
