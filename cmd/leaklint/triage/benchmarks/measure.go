//go:build unix

package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// tools are the programs, built.
type tools struct {
	dir, leaklint, pp, pprof string
}

// build builds leaklint and panicparse, and finds the program behind go tool
// pprof, to measure it also without the go command.
func build(dir string) (*tools, error) {
	t := &tools{dir: dir, leaklint: filepath.Join(dir, "leaklint"), pp: filepath.Join(dir, "pp")}
	for program, pkg := range map[string]string{
		t.leaklint: "github.com/leaktight/leaktight/cmd/leaklint",
		t.pp:       "github.com/maruel/panicparse/v2/cmd/pp",
	} {
		if out, err := exec.Command("go", "build", "-o", program, pkg).CombinedOutput(); err != nil {
			return nil, fmt.Errorf("go build %s: %w\n%s", pkg, err, out)
		}
	}
	if out, err := exec.Command("go", "tool", "pprof", "-h").CombinedOutput(); len(out) == 0 {
		return nil, fmt.Errorf("go tool pprof: %w", err) // it is built by its first use
	}
	out, err := exec.Command("go", "tool", "-n", "pprof").Output()
	if err != nil {
		return nil, fmt.Errorf("go tool -n pprof: %w", err)
	}
	t.pprof = strings.TrimSpace(string(out))
	return t, nil
}

// A pair is two commands that read the same file.
type pair struct {
	ours, theirs command
	aim          bool // ours is to take at most what theirs takes
}

type command struct {
	name string
	args []string
	dir  string
	says string // a part of what it must print
}

func (t *tools) pairs(c *captures) []pair {
	ours := func(name, file string) command {
		return command{name, []string{t.leaklint, "triage", "-analyze=false", file}, t.dir, " goroutines in "}
	}
	top := func(name string, args ...string) command {
		return command{name, append(args, "-top", "-symbolize=none", c.proto), t.dir, "Type: goroutine"}
	}
	text := command{"panicparse v2, debug=2", []string{t.pp, "-no-color", c.text}, t.dir, "descend("}
	return []pair{
		{ours("leaklint triage, protobuf", c.proto), top("go tool pprof -top, protobuf", "go", "tool", "pprof"), true},
		{ours("leaklint triage, protobuf", c.proto), top("the same without the go command", t.pprof), false},
		{ours("leaklint triage, debug=2", c.text), text, true},
	}
}

// A usage is what a run took: user and system time together, and the largest
// resident size in bytes.
type usage struct {
	cpu    time.Duration
	memory int64
}

// measure runs both commands in turn and returns the least that each took.
func (p pair) measure(rounds int) (ours, theirs usage, err error) {
	for range rounds {
		for _, side := range []struct {
			c    command
			best *usage
		}{{p.ours, &ours}, {p.theirs, &theirs}} {
			u, err := side.c.run()
			if err != nil {
				return ours, theirs, err
			}
			if side.best.cpu == 0 {
				*side.best = u
			}
			side.best.cpu = min(side.best.cpu, u.cpu)
			side.best.memory = min(side.best.memory, u.memory)
		}
	}
	return ours, theirs, nil
}

func (c command) run() (usage, error) {
	cmd := exec.Command(c.args[0], c.args[1:]...)
	cmd.Dir = c.dir
	cmd.Env = append(os.Environ(), "PPROF_TMPDIR="+c.dir)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		return usage{}, fmt.Errorf("%s: %w\n%s", c.name, err, errs.String())
	}
	if !strings.Contains(out.String(), c.says) {
		return usage{}, fmt.Errorf("%s prints no %q:\n%.500s", c.name, c.says, out.String())
	}
	memory := cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss
	if runtime.GOOS != "darwin" { // which counts bytes, not kilobytes
		memory *= 1024
	}
	return usage{cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), int64(memory)}, nil
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func mb(bytes int64) float64 { return float64(bytes) / 1e6 }
