package leakwatch_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"strings"
	"testing"

	"github.com/leaktight/leaktight/leaktest/heapdump"
	"github.com/leaktight/leaktight/leaktest/leakwatch"
)

const dumpsVariable = "LEAKWATCH_TEST_DUMP"

// TestMain is the process that dumps its heap, too: a dump may kill it.
func TestMain(m *testing.M) {
	switch name := os.Getenv(dumpsVariable); name {
	case "":
		os.Exit(m.Run())
	case "marked":
		os.Exit(dumpMarked())
	case "fails":
		os.Exit(dumpToNobody())
	default:
		f, err := os.Create(name)
		if err == nil {
			err = errors.Join(leakwatch.WriteHeap(f), f.Close())
		}
		if err != nil {
			os.Stderr.WriteString(err.Error())
			os.Exit(1)
		}
	}
}

// dumpMarked leaks a goroutine, lets the runtime prove it, and asks for a dump.
func dumpMarked() int {
	//leaklint:ignore recvleak it has to be stuck forever, to be proven so
	go func() { <-make(chan int) }()
	runtime.Gosched()
	for range 100 { // until it blocks
		if err := pprof.Lookup("goroutineleak").WriteTo(io.Discard, 0); err != nil {
			return 1
		}
		if err := leakwatch.WriteHeap(io.Discard); errors.Is(err, leakwatch.ErrMarked) {
			return 0
		}
	}
	return 1
}

// dumpToNobody passes a dump on to a client that is gone.
func dumpToNobody() int {
	r, w := io.Pipe()
	r.CloseWithError(errors.New("the client is gone"))
	if err := leakwatch.WriteHeap(w); err == nil || !strings.Contains(err.Error(), "the client is gone") {
		return 1
	}
	return 0
}

// TestWriteHeap: the dump is whole, and the temporary file is gone.
func TestWriteHeap(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "heap.dump")
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), dumpsVariable+"="+name, "TMPDIR="+dir, "TMP="+dir)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	d, err := heapdump.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if len(d.Goroutines) == 0 || d.Objects() == 0 {
		t.Errorf("%d goroutines and %d objects", len(d.Goroutines), d.Objects())
	}
	if files, err := os.ReadDir(dir); err != nil || len(files) != 1 {
		t.Errorf("in the temporary folder: %v, want the dump alone", files)
	}
}

// TestWriteHeapMarked: where a dump would kill the process, there is none.
func TestWriteHeapMarked(t *testing.T) {
	if pprof.Lookup("goroutineleak") == nil {
		t.Skip("this build has no goroutineleak profile")
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), dumpsVariable+"=marked")
	if out, err := cmd.CombinedOutput(); err != nil || bytes.Contains(out, []byte("bad status")) {
		t.Errorf("%v: %s", err, out)
	}
}

// TestWriteHeapFails: a writer that takes nothing is an error that says so.
func TestWriteHeapFails(t *testing.T) {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), dumpsVariable+"=fails")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
}
