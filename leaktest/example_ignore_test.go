package leaktest_test

import (
	"fmt"

	"github.com/leaktight/leaktight/leaktest"
)

func ExampleIgnoreTopFunction() {
	stop := make(chan struct{})
	defer close(stop)

	func() {
		defer leaktest.Check(printer{}, leaktest.IgnoreTopFunction("github.com/leaktight/leaktight/leaktest_test.listen.func1"))()
		listen(stop)
	}()
	fmt.Println("clean")
	// Output: clean
}

func ExampleIgnoreAnyFunction() {
	stop := make(chan struct{})
	defer close(stop)

	func() {
		defer leaktest.Check(printer{}, leaktest.IgnoreAnyFunction("github.com/leaktight/leaktight/leaktest_test.listen.func1"))()
		listen(stop)
	}()
	fmt.Println("clean")
	// Output: clean
}

func ExampleIgnoreCurrent() {
	stop := make(chan struct{})
	defer close(stop)
	listen(stop) // was there before

	before := leaktest.IgnoreCurrent()
	fmt.Println(len(leaktest.Find(before)), "found")
	listen(stop)
	fmt.Println(len(leaktest.Find(before)), "found")
	// Output:
	// 0 found
	// 1 found
}

func ExampleCleanup() {
	// In a TestMain that has something to do after the verdict.
	leaktest.VerifyTestMain(program{}, leaktest.Cleanup(func(exitCode int) {
		fmt.Println("database stopped")
		fmt.Println("exit code", exitCode) // os.Exit(exitCode)
	}))
	// Output:
	// database stopped
	// exit code 0
}
