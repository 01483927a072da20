// Package known has old leaks, for lists of known ones.
package known

import (
	"os"
	"testing"

	"github.com/leaktight/leaktight/leaktest"
	"github.com/leaktight/leaktight/leaktest/goleak"
)

func TestMain(m *testing.M) {
	switch file := os.Getenv("KNOWN"); os.Getenv("MAIN") {
	case "suite":
		leaktest.VerifyTestMain(m, leaktest.Known(file))
	case "goleak":
		goleak.VerifyTestMain(m, goleak.Known(file))
	case "plain":
		leaktest.VerifyTestMain(m)
	}
	os.Exit(m.Run())
}

func check(t *testing.T) {
	if os.Getenv("MAIN") == "goleak" {
		return // it looks when all are through
	}
	opts := []leaktest.Option{leaktest.MaxWait(1)}
	if os.Getenv("MAIN") == "" {
		opts = append(opts, leaktest.Known(os.Getenv("KNOWN")))
	}
	leaktest.Check(t, opts...)
}

func TestSend(t *testing.T)  { check(t); send() }
func TestAgain(t *testing.T) { check(t); send() }
func TestOther(t *testing.T) {
	check(t)
	ch := make(chan int)
	go func() { ch <- 1 }()
}

func send() {
	ch := make(chan int)
	go func() { ch <- 1 }()
}
