package heapdump_test

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/leaktight/leaktight/leaktest/goroutine"
	"github.com/leaktight/leaktight/leaktest/heapdump"
)

const (
	rowVariable  = "HEAPDUMP_TEST_ROW"
	fileVariable = "HEAPDUMP_TEST_FILE"
	each         = 5 // goroutines that hold a block, and as many that are their twins
)

func TestMain(m *testing.M) {
	name := os.Getenv(rowVariable)
	if name == "" {
		os.Exit(m.Run())
	}
	all := append(slices.Clone(rows), forest)
	i := slices.IndexFunc(all, func(r row) bool { return r.name == name })
	if err := dumpRow(all[i], os.Getenv(fileVariable)); err != nil {
		os.Stderr.WriteString(err.Error())
		os.Exit(1)
	}
	os.Exit(0)
}

// dumpRow is the child process.
func dumpRow(r row, name string) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	start := func(f func()) { go f() }
	if r.name == "iterator" {
		start = startIterator
	}
	for range each {
		start(func() { alone(r.hold) })
		start(func() { shared(r.hold) })
	}
	waitUntilBlocked()
	debug.WriteHeapDump(f.Fd())
	return f.Close()
}

// alone holds a block that nothing else refers to, and shared one of kept.
//
//go:noinline
func alone(hold func(func() *block)) {
	clearStack()
	hold(func() *block { return new(block) })
}

//go:noinline
func shared(hold func(func() *block)) {
	clearStack()
	hold(keep)
}

// clearStack makes the stack large enough, and clears it of what the goroutines left
// there that had it before.
//
//go:noinline
func clearStack() {
	var a [32 << 10]byte
	clearedStack(&a)
}

//go:noinline
func clearedStack(a *[32 << 10]byte) { clear(a[:]) }

var kept = make(chan *block, each)

func keep() *block {
	b := new(block)
	kept <- b
	return b
}

// waitUntilBlocked returns when all goroutines of the row wait for something.
func waitUntilBlocked() {
	var dumper goroutine.Dumper
	for blocked := 0; blocked < 2*each; time.Sleep(time.Millisecond) {
		blocked = 0
		for rec := range goroutine.Records(dumper.Dump()) {
			g := rec.Parse()
			if (has(g.Stack, "alone") || has(g.Stack, "shared")) && g.State != "running" && g.State != "runnable" {
				blocked++
			}
		}
	}
}

// has reports whether a function of this package is in a stack.
func has(stack []goroutine.Frame, function string) bool {
	return slices.ContainsFunc(stack, func(f goroutine.Frame) bool {
		return strings.HasSuffix(f.Function, "/heapdump_test."+function)
	})
}

// writeDump runs a row in a child process and returns the name of its dump. The
// runtime may kill the process: then it is another one's turn.
func writeDump(t testing.TB, rowName string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "dump")
	for range 5 {
		cmd := exec.Command(os.Args[0])
		// A collection moves stacks, and what they leave behind is on those of others.
		cmd.Env = append(os.Environ(), "GOGC=off", rowVariable+"="+rowName, fileVariable+"="+name)
		out, err := cmd.CombinedOutput()
		if err == nil {
			return name
		}
		if !errors.As(err, new(*exec.ExitError)) || !bytes.Contains(out, []byte("dumpgs in STW")) {
			t.Fatalf("%v\n%s", err, out)
		}
	}
	t.Fatal("the runtime killed the process five times")
	return ""
}

func open(t testing.TB, name string) *heapdump.Dump {
	t.Helper()
	d, err := heapdump.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

// with returns the numbers of the goroutines that have a function of this package in
// their stack.
func with(d *heapdump.Dump, function string) []uint64 {
	var ids []uint64
	for _, g := range d.Goroutines {
		if has(g.Stack, function) {
			ids = append(ids, g.ID)
		}
	}
	return ids
}
