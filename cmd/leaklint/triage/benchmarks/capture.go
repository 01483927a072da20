//go:build unix

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/pprof"
	"strconv"
	"sync"
	"time"
)

// stacks is how many different stacks the goroutines of the process have.
const stacks = 24

// captures are two forms of one process at one time.
type captures struct {
	text, proto         string // files
	textSize, protoSize int64
}

// capture runs a process with many goroutines, built from this package, and
// captures it. It is another process because the memory of a command's parent
// counts as the command's own.
func capture(dir string, goroutines int) (*captures, error) {
	program := filepath.Join(dir, "crowd")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		return nil, fmt.Errorf("go build: %w\n%s", err, out)
	}
	if out, err := exec.Command(program, "-goroutines", strconv.Itoa(goroutines), "-capture", dir).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("capture: %w\n%s", err, out)
	}
	c := &captures{text: filepath.Join(dir, textFile), proto: filepath.Join(dir, protoFile)}
	for file, size := range map[string]*int64{c.text: &c.textSize, c.proto: &c.protoSize} {
		info, err := os.Stat(file)
		if err != nil {
			return nil, err
		}
		*size = info.Size()
	}
	return c, nil
}

const (
	textFile  = "debug2.txt"
	protoFile = "goroutine.pb.gz"
)

// writeCaptures starts goroutines that block at different depths, and captures
// this process.
func writeCaptures(dir string, goroutines int) error {
	release := make(chan struct{})
	var all sync.WaitGroup
	defer all.Wait()
	defer close(release)
	for i := range goroutines {
		all.Go(func() { descend(i%stacks, release) })
	}
	time.Sleep(200 * time.Millisecond)
	for file, debug := range map[string]int{textFile: 2, protoFile: 0} {
		f, err := os.Create(filepath.Join(dir, file))
		if err != nil {
			return err
		}
		if err := pprof.Lookup("goroutine").WriteTo(f, debug); err != nil {
			return err
		}
		if err := f.Close(); err != nil {
			return err
		}
	}
	return nil
}

//go:noinline
func descend(depth int, release chan struct{}) {
	if depth == 0 {
		<-release
		return
	}
	descend(depth-1, release)
}
