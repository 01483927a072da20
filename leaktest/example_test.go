package leaktest_test

import (
	"context"
	"fmt"
	"runtime/pprof"
	"strings"
	"time"

	"github.com/leaktight/leaktight/leaktest"
)

// A printer takes the place of a *testing.T in the examples: it prints the first
// line of what a test would fail with.
type printer struct{}

func (printer) Errorf(format string, args ...any) {
	first, _, _ := strings.Cut(fmt.Sprintf(format, args...), "\n")
	fmt.Println(first)
}

func (printer) Name() string { return "TestOrders" }

// listen starts a goroutine that receives until stop is closed.
func listen(stop <-chan struct{}) {
	go func() { <-stop }()
}

func ExampleCheck() {
	t := printer{} // in a test: t *testing.T
	stop := make(chan struct{})
	defer close(stop)

	func() {
		defer leaktest.Check(t)()
		listen(stop)
	}()
	// Output: leaktest: TestOrders left 1 goroutine behind (still running)
}

func ExampleFind() {
	before := leaktest.IgnoreCurrent()
	stop := make(chan struct{})
	defer close(stop)
	listen(stop)

	for _, leak := range leaktest.Find(before) {
		fmt.Println(leak.Kind, leak.State, leak.Verdict)
		fmt.Println(leak.CreatedBy)
	}
	// Output:
	// recvleak chan receive still running
	// github.com/leaktight/leaktight/leaktest_test.listen
}

// A program is the testing.M of the example.
type program struct{}

func (program) Run() int { return 0 }

func ExampleVerifyTestMain() {
	// func TestMain(m *testing.M) {
	//	leaktest.VerifyTestMain(m)
	// }
	leaktest.VerifyTestMain(program{}, leaktest.Cleanup(func(code int) { fmt.Println("exit code", code) }))
	// Output: exit code 0
}

func ExampleContext() {
	t := printer{} // in a test: t *testing.T
	stop := make(chan struct{})
	defer close(stop)

	func() {
		defer leaktest.Check(t)()
		// Do replaces the labels of its goroutine by those of the context that
		// it gets. With t.Context() the name of the test would be lost.
		pprof.Do(leaktest.Context(t), pprof.Labels("queue", "orders"), func(context.Context) {
			listen(stop)
		})
	}()
	// Output: leaktest: TestOrders left 1 goroutine behind (still running)
}

func ExampleIgnoreCreatedBy() {
	stop := make(chan struct{})
	defer close(stop)

	func() {
		defer leaktest.Check(printer{}, leaktest.IgnoreCreatedBy("github.com/leaktight/leaktight/leaktest_test.listen"))()
		listen(stop)
	}()
	fmt.Println("clean")
	// Output: clean
}

func ExampleIgnorePackage() {
	stop := make(chan struct{})
	defer close(stop)

	func() {
		defer leaktest.Check(printer{}, leaktest.IgnorePackage("github.com/leaktight/leaktight/..."))()
		listen(stop)
	}()
	fmt.Println("clean")
	// Output: clean
}

func ExampleIgnoreFunc() {
	stop := make(chan struct{})
	defer close(stop)
	listeners := leaktest.IgnoreFunc("the listener lives as long as the process", func(l leaktest.Leak) bool {
		return l.State == "chan receive" && strings.HasSuffix(l.CreatedBy, ".listen")
	})

	func() {
		defer leaktest.Check(printer{}, listeners)()
		listen(stop)
	}()
	fmt.Println("clean")
	// Output: clean
}

func ExampleMaxWait() {
	func() {
		defer leaktest.Check(printer{}, leaktest.MaxWait(time.Minute))()
		go time.Sleep(10 * time.Millisecond) // ends by itself: no need to wait a minute
	}()
	fmt.Println("clean")
	// Output: clean
}

func ExampleUntil() {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()

	func() {
		defer leaktest.Check(printer{}, leaktest.Until(ctx))()
		go time.Sleep(10 * time.Millisecond)
	}()
	fmt.Println("clean")
	// Output: clean
}

func ExampleProve() {
	func() {
		defer leaktest.Check(printer{}, leaktest.Prove())()
		done := make(chan struct{})
		go close(done)
		<-done
	}()
	fmt.Println("clean")
	// Output: clean
}

func ExampleCheckGrowth() {
	requests, stop := make(chan struct{}), make(chan struct{})
	defer close(stop)
	go func() { // the server under test is meant to live
		for range requests {
			listen(stop) // and forgets this one
		}
	}()
	defer close(requests)

	leaktest.CheckGrowth(printer{}, 20, func() { requests <- struct{}{} })
	// Output: leaktest: TestOrders: goroutines grow with the runs: 20 more after 20 runs, one a run
}
