package main

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// A result is what one run of a command left behind.
type result struct {
	stdout, stderr []byte
	wall           time.Duration
	cpu            time.Duration // user and system time of the command and of its descendants
	maxRSS         int64         // bytes, of the largest single process; 0 where the system does not say
}

// A command is one run of the go command, or of a program in its place.
type command struct {
	program string // empty for the go command
	dir     string
	env     []string // added to the environment of this process
	limit   time.Duration
	args    []string
}

// run runs the go command. On failure the error holds the end of what it said,
// and the result holds what was measured until then.
func (c command) run(ctx context.Context) (result, error) {
	if c.limit > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, c.limit)
		defer cancel()
	}
	var stdout, stderr bytes.Buffer
	cmd := exec.CommandContext(ctx, cmp.Or(c.program, "go"), c.args...)
	cmd.Dir = c.dir
	cmd.Env = append(os.Environ(), append([]string{"GOWORK=off", "PWD=" + c.dir}, c.env...)...)
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	cmd.WaitDelay = 10 * time.Second // a tool that outlives the go command keeps the pipes open
	killTree(cmd)
	start := time.Now()
	err := cmd.Run()
	r := result{stdout: stdout.Bytes(), stderr: stderr.Bytes(), wall: time.Since(start)}
	if s := cmd.ProcessState; s != nil {
		r.cpu, r.maxRSS = s.UserTime()+s.SystemTime(), maxRSS(s)
	}
	if ctx.Err() != nil {
		return r, fmt.Errorf("go %s: stopped after %s: %w", c.args[0], r.wall.Round(time.Second), ctx.Err())
	}
	if err != nil {
		return r, fmt.Errorf("go %s in %s: %w\n%s", strings.Join(c.args, " "), c.dir, err, tail(r.stderr, 2000))
	}
	return r, nil
}

// tail returns the last n bytes of b at most.
func tail(b []byte, n int) []byte {
	if len(b) > n {
		b = b[len(b)-n:]
	}
	return bytes.TrimSpace(b)
}

// buildTool builds the command in the given folder of this repository and
// returns the path of the binary, which lies in dir.
func buildTool(ctx context.Context, dir, folder string) (string, error) {
	root, err := repoRoot()
	if err != nil {
		return "", err
	}
	bin := filepath.Join(dir, filepath.Base(folder))
	if runtime.GOOS == "windows" {
		bin += ".exe"
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return "", err
	}
	_, err = command{dir: root, args: []string{"build", "-o", bin, "./" + folder}}.run(ctx)
	return bin, err
}

// repoRoot returns the folder of the nearest go.mod at or above the current
// folder, which has to be the one of this module.
func repoRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for start := dir; ; dir = filepath.Dir(dir) {
		text, err := os.ReadFile(filepath.Join(dir, "go.mod"))
		if err == nil && bytes.HasPrefix(text, []byte("module github.com/leaktight/leaktight\n")) {
			return dir, nil
		}
		if dir == filepath.Dir(dir) {
			return "", fmt.Errorf("%s is not inside the leaktight repository", start)
		}
	}
}

// removeAll removes a folder that may hold read-only folders, as copies of
// the module cache do. What cannot be removed stays: it is temporary anyway.
func removeAll(dir string) {
	_ = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() {
			_ = os.Chmod(path, 0o777)
		}
		return nil
	})
	_ = os.RemoveAll(dir)
}
