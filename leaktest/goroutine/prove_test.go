package goroutine_test

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/leaktight/leaktight/leaktest/goroutine"
)

// inChild runs the calling test again, alone, in a process of its own, in which
// it reports true: what is proven stuck stays, and must not stay here.
func inChild(t *testing.T) bool {
	t.Helper()
	const variable = "LEAKTIGHT_TEST_CHILD"
	if os.Getenv(variable) == t.Name() {
		return true
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self, "-test.run=^"+regexp.QuoteMeta(t.Name())+"$", "-test.v", "-test.count=1")
	cmd.Env = append(os.Environ(), variable+"="+t.Name())
	if out, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(out), "--- PASS: "+t.Name()) {
		t.Errorf("in a process of its own: %v\n%s", err, out)
	}
	return false
}

func TestProve(t *testing.T) {
	if !goroutine.CanProve() {
		t.Skip("no goroutineleak profile")
	}
	if !inChild(t) {
		return
	}
	held := make(chan int)
	stuck, waiting := make(chan uint64), make(chan uint64)
	//leaklint:ignore recvleak it has to be stuck forever, to be proven so
	go func() { stuck <- goroutine.Current().ID; <-make(chan int) }()
	go func() { waiting <- goroutine.Current().ID; <-held }()
	want := map[uint64]bool{<-stuck: true, <-waiting: false}

	check := func(dump []byte) {
		t.Helper()
		seen := 0
		for r := range goroutine.Records(dump) {
			leaked, ok := want[r.ID()]
			if !ok {
				continue
			}
			seen++
			if r.Leaked() != leaked {
				t.Errorf("leaked = %v, want %v:\n%s", r.Leaked(), leaked, r.Text())
			}
		}
		if seen != len(want) {
			t.Errorf("%d of the %d goroutines in the dump", seen, len(want))
		}
	}
	var d goroutine.Dumper
	for range 20 {
		dump, err := d.DumpProven()
		if err != nil {
			t.Fatal(err)
		}
		check(dump)
	}
	if err := goroutine.Prove(); err != nil {
		t.Fatal(err)
	}
	check(d.Dump())
	close(held)
}

func TestProveWithoutTheProfile(t *testing.T) {
	if goroutine.CanProve() {
		t.Skip("this program has the goroutineleak profile")
	}
	const want = "no goroutineleak profile in this program: it needs Go 1.27, or Go 1.26 built with GOEXPERIMENT=goroutineleakprofile"
	if err := goroutine.Prove(); err == nil || err.Error() != want {
		t.Errorf("Prove() = %v, want %q", err, want)
	}
	var d goroutine.Dumper
	if dump, err := d.DumpProven(); err == nil || err.Error() != want || dump != nil {
		t.Errorf("DumpProven() = %d bytes, %v, want none and %q", len(dump), err, want)
	}
}
