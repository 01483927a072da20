package held

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/leaktight/leaktight/leaktest/heapdump"
)

const (
	// longestRun bounds the run of a test in a child process, and what is left of the
	// time of the test binary does. It costs what would be said of the memory, not more.
	longestRun = time.Minute
	// shortestRun is what a run must have to be begun.
	shortestRun = 2 * time.Second
	// mostTests bounds how many tests of a process are run once more: each costs what
	// it has cost before, and the wait for what it leaves.
	mostTests = 10
	// mostDeaths bounds how often a child may die because of its dump: the runtime
	// cannot write one while a goroutine returns from a system call.
	mostDeaths = 3
)

// A Request asks what a test left in memory.
type Request struct {
	Test  string
	Whole bool      // VerifyTestMain asks
	End   time.Time // when it must be over, zero for no end but that of longestRun
}

// A Measure is what was found in one place.
type Measure struct {
	heapdump.Holding
	Goroutines int // that stood there in the child
}

// running lets one child run at a time, and counts them.
var running struct {
	sync.Mutex
	tests int
	slow  bool // one took too long
}

// Measure runs the test in a child process and returns what was left, by place, and
// what only several places hold together.
func (r Request) Measure() (byPlace map[string]Measure, joint heapdump.Holding, err error) {
	running.Lock()
	defer running.Unlock()
	switch {
	case running.slow:
		return nil, joint, errors.New("an earlier test took too long in a second run")
	case running.tests == mostTests:
		return nil, joint, fmt.Errorf("%d tests of this process were run once more, which is the limit", mostTests)
	}
	running.tests++
	folder, err := os.MkdirTemp("", "leaktest-held-*")
	if err != nil {
		return nil, joint, err
	}
	defer os.RemoveAll(folder)
	if err := r.run(folder); err != nil {
		return nil, joint, err
	}
	return read(folder)
}

// run runs the child until it has answered.
func (r Request) run(folder string) error {
	for deaths := 1; ; deaths++ {
		err := r.runOnce(folder)
		if err == nil || deaths == mostDeaths || !errors.Is(err, errDumpKills) {
			return err
		}
		if err := os.Remove(filepath.Join(folder, dumpFile)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
}

var errDumpKills = errors.New("the runtime could not write a heap dump of it, and died")

// runOnce runs the child. It is done when the file with the places is there, which is
// written last.
func (r Request) runOnce(folder string) error {
	limit := longestRun
	if !r.End.IsZero() {
		limit = min(limit, time.Until(r.End))
	}
	if limit < shortestRun {
		return errors.New("the test binary has no time left for a second run")
	}
	binary, err := os.Executable()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	cmd := exec.CommandContext(ctx, binary, arguments(flag.CommandLine, r.Test, limit)...)
	cmd.Dir = startFolder
	cmd.Env = r.environment(folder)
	cmd.WaitDelay = time.Second // for what the test has started and that keeps the output open
	var output tail
	cmd.Stdout, cmd.Stderr = &output, &output
	err = cmd.Run()
	if _, missing := os.Stat(filepath.Join(folder, placesFile)); missing == nil {
		return nil
	}
	switch {
	case ctx.Err() != nil:
		running.slow = true
		return fmt.Errorf("a second run took longer than %v", limit.Round(time.Second))
	case bytes.Contains(output.text, []byte("dumpgs in STW")):
		return errDumpKills
	case err == nil:
		return errors.New("a second run of the test left nothing behind")
	}
	if line := output.reason(); line != "" {
		return fmt.Errorf("a second run of the test ended early (%v): %s", err, line)
	}
	return fmt.Errorf("a second run of the test ended early: %v", err)
}

func (r Request) environment(folder string) []string {
	whole := "0"
	if r.Whole {
		whole = "1"
	}
	return append(os.Environ(), folderVariable+"="+folder, testVariable+"="+r.Test, wholeVariable+"="+whole)
}

// read reads the answer of the child.
func read(folder string) (map[string]Measure, heapdump.Holding, error) {
	var joint heapdump.Holding
	text, err := os.ReadFile(filepath.Join(folder, placesFile))
	if err != nil {
		return nil, joint, err
	}
	var a answer
	if err := json.Unmarshal(text, &a); err != nil {
		return nil, joint, err
	}
	d, err := heapdump.Open(filepath.Join(folder, dumpFile))
	if err != nil {
		return nil, joint, err
	}
	defer d.Close()
	d.Forget(a.Self)
	var places []string
	var groups [][]uint64
	for place, ids := range a.Places {
		places = append(places, place)
		groups = append(groups, ids)
	}
	holdings, err := d.Held(groups...)
	if err != nil {
		return nil, joint, err
	}
	byPlace := make(map[string]Measure)
	for i, place := range places {
		byPlace[place] = Measure{holdings.Groups[i], len(groups[i])}
	}
	return byPlace, holdings.Joint, nil
}

// A tail keeps the end of what a child prints.
type tail struct{ text []byte }

const tailSize = 64 << 10

func (t *tail) Write(p []byte) (int, error) {
	t.text = append(t.text, p...)
	if n := len(t.text) - tailSize; n > 0 {
		t.text = slices.Delete(t.text, 0, n)
	}
	return len(p), nil
}

// failedPrefix begins the line of a child that could not answer.
const failedPrefix = "leaktest: held: "

// reason returns the line that says why a child has ended, "" where none does.
func (t *tail) reason() string {
	for _, begin := range []string{failedPrefix, "panic: ", "fatal error: ", "flag provided but not defined"} {
		for line := range strings.Lines(string(t.text)) {
			if rest, ok := strings.CutPrefix(line, begin); ok {
				return strings.TrimSpace(strings.TrimPrefix(begin, failedPrefix) + rest)
			}
		}
	}
	return ""
}
