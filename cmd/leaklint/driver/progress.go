package driver

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"golang.org/x/tools/go/analysis/unitchecker"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/printable"
)

// The go command says nothing while it runs its tool, and a first run analyzes the
// standard library too. So each run of the tool adds a line with its package to a
// file that the front end reads.

// progressVariable is the environment variable with the name of that file. The file
// has to be there. Where it is set already, the front end adds to that file, and
// whoever has set it can read which packages were analyzed.
const progressVariable = "LEAKLINT_PROGRESS"

// noteRun adds the package of the tool's configuration to the file. It is no part
// of the work: what goes wrong is not said.
func noteRun(config string) {
	name := os.Getenv(progressVariable)
	if name == "" {
		return
	}
	data, err := os.ReadFile(config)
	var unit unitchecker.Config
	if err != nil || json.Unmarshal(data, &unit) != nil {
		return
	}
	if f, err := os.OpenFile(name, os.O_WRONLY|os.O_APPEND, 0); err == nil {
		_, _ = f.WriteString(unit.ImportPath + "\n") // one write, so that lines stay whole
		_ = f.Close()
	}
}

const (
	progressDelay = 2 * time.Second // a run that is over by then needs none
	progressEvery = 250 * time.Millisecond
	progressWidth = 79 // columns of the line
)

// A progress shows on a terminal how far a run of go vet is, in a line that is
// written over, and taken away at its end. The zero value shows nothing.
type progress struct {
	terminal io.Writer
	dir      string // of the file
	stopped  chan struct{}
	ended    sync.WaitGroup

	mu    sync.Mutex
	shown int // columns of the line that stands there
}

// startProgress returns the progress of a run that begins now, for a terminal. It
// shows nothing where w is none.
func startProgress(w *os.File) *progress {
	p := &progress{terminal: w}
	if !isTerminal(w) || os.Getenv(progressVariable) != "" {
		return p
	}
	dir, err := os.MkdirTemp("", "leaklint")
	if err != nil {
		return p // the run will say so, if it needs one
	}
	name := filepath.Join(dir, "progress")
	if os.WriteFile(name, nil, 0o600) != nil || os.Setenv(progressVariable, name) != nil {
		_ = os.RemoveAll(dir)
		return p
	}
	p.dir, p.stopped = dir, make(chan struct{})
	p.ended.Go(func() { p.follow(name) })
	return p
}

// stop takes the line and the file away.
func (p *progress) stop() {
	if p.stopped == nil {
		return
	}
	close(p.stopped)
	p.ended.Wait()
	p.show("")
	_ = os.Unsetenv(progressVariable)
	_ = os.RemoveAll(p.dir)
}

// follow shows what the tools add to the file, until stop.
func (p *progress) follow(name string) {
	begun := time.Now()
	tick := time.NewTicker(progressEvery)
	defer tick.Stop()
	for {
		select {
		case <-p.stopped:
			return
		case <-tick.C:
		}
		if time.Since(begun) < progressDelay {
			continue
		}
		if data, err := os.ReadFile(name); err == nil {
			p.show(progressLine(data))
		}
	}
}

// progressLine returns the line for what the file holds: how many packages were
// begun, and the last of them.
func progressLine(data []byte) string {
	count := bytes.Count(data, []byte("\n"))
	if count == 0 {
		return "leaklint: the go command builds what the packages import"
	}
	lines := strings.Split(strings.TrimSuffix(string(data), "\n"), "\n")
	line := fmt.Sprintf("leaklint: analyzing package %d: %s", count, printable.Text(lines[count-1]))
	return line[:min(len(line), progressWidth)]
}

// show writes the line over the one before; an empty one takes that away.
func (p *progress) show(line string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if line == "" && p.shown == 0 {
		return
	}
	fmt.Fprintf(p.terminal, "\r%-*s\r%s", p.shown, "", line)
	p.shown = len(line)
}

// beside returns a writer for messages that go to the same terminal.
func (p *progress) beside(w io.Writer) io.Writer { return besideProgress{p, w} }

type besideProgress struct {
	*progress
	w io.Writer
}

func (b besideProgress) Write(data []byte) (int, error) {
	b.show("")
	return b.w.Write(data)
}
