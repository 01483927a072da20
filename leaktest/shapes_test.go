package leaktest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/leaktight/leaktight/leaktest"
	"github.com/leaktight/leaktight/testdata/longtest"
)

// shapeRuns is how often each everyday leak and its fixed twin is run. The figure
// of 100 runs comes with
//
//	go test ./leaktest -run Shapes -v -timeout 1h -parallel 8 -shapes.runs 100
var shapeRuns = flag.Int("shapes.runs", 1, "how often each everyday leak is run")

const shapeFolder = "testdata/shapes"

// A shape is what the comments of a function of testdata/shapes, and its table,
// say of the leak that it shows.
type shape struct {
	name  string
	file  string
	by    map[string]string // the kind, by the creator in the standard library
	goes  []int             // lines of go statements
	waits map[int]string    // the kind, by the line where a goroutine blocks
}

// TestShapes runs each everyday leak in a process of its own: every goroutine
// that it leaves is found, with the right kind, the line where it blocks and the
// go statement, and nothing else is. In its fixed twin nothing is found.
func TestShapes(t *testing.T) {
	binary := buildShapes(t)
	shapes := listShapes(t, binary)
	if len(shapes) < 30 {
		t.Fatalf("there are %d shapes, want 30 at the least", len(shapes))
	}
	for _, s := range shapes {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			for run := range *shapeRuns {
				s.compare(t, run, runShape(t, binary, s.name, "leaky"))
				for _, l := range runShape(t, binary, s.name, "fixed") {
					t.Errorf("run %d: the fixed twin is said to leak:\n%s", run, l.Raw)
				}
			}
		})
	}
	t.Logf("%d shapes, each with its fixed twin, in %d runs", len(shapes), *shapeRuns)
}

// compare fails where a leak is missed, misnamed, or not of the shape.
func (s *shape) compare(t *testing.T, run int, leaks []leaktest.Leak) {
	t.Helper()
	begun, blocked, created := map[int]bool{}, map[int]bool{}, map[string]bool{}
	for _, l := range leaks {
		kind, known := s.by[l.CreatedBy], false
		if _, known = s.by[l.CreatedBy]; known {
			created[l.CreatedBy] = true
		} else if filepath.Base(l.CreatedFile) == s.file && slices.Contains(s.goes, l.CreatedLine) {
			known = true
			begun[l.CreatedLine] = true
		}
		if filepath.Base(l.File) == s.file {
			kind = s.waits[l.Line]
			blocked[l.Line] = true
		} else if s.by[l.CreatedBy] == "" {
			known = false
		}
		if !known || l.Kind != kind || kind == "" {
			t.Errorf("run %d: %s at %s:%d, started by %s at line %d; want a goroutine and a kind (here %q) that %s has\n%s",
				run, l.Kind, l.File, l.Line, l.CreatedBy, l.CreatedLine, kind, s.name, l.Raw)
		}
	}
	if len(begun) < len(s.goes) || len(blocked) < len(s.waits) || len(created) < len(s.by) {
		t.Errorf("run %d: found goroutines started at lines %v, blocked at lines %v, started by %v; want %v, %v, %v",
			run, begun, blocked, created, s.goes, s.waits, s.by)
	}
}

func buildShapes(t *testing.T) string {
	t.Helper()
	longtest.Skip(t, "builds and runs programs that leak")
	binary := filepath.Join(t.TempDir(), "shapes.exe")
	if out, err := exec.Command("go", "build", "-o", binary, "./"+shapeFolder+"/run").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return binary
}

func runShape(t *testing.T, binary string, arguments ...string) []leaktest.Leak {
	t.Helper()
	var leaks []leaktest.Leak
	decodeOutput(t, binary, &leaks, arguments...)
	return leaks
}

// decodeOutput runs a program and decodes the JSON that it prints.
func decodeOutput(t *testing.T, binary string, v any, arguments ...string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, binary, arguments...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err == nil {
		err = json.Unmarshal(out, v)
	}
	if err != nil {
		t.Fatalf("%s: %v\n%s%s", strings.Join(arguments, " "), err, out, &stderr)
	}
}

var (
	shapeFunc = regexp.MustCompile(`^func (\w+)\(`)
	goMark    = regexp.MustCompile(`// go$`)
	waitMark  = regexp.MustCompile(`// wait (\w+)$`)
)

// listShapes reads the marks in the sources of the shapes. The functions that a
// shape calls stand before it, behind the shape before.
func listShapes(t *testing.T, binary string) []*shape {
	t.Helper()
	var by map[string]map[string]string
	decodeOutput(t, binary, &by)
	files, err := filepath.Glob(shapeFolder + "/*.go")
	if err != nil {
		t.Fatal(err)
	}
	var shapes []*shape
	for _, file := range files {
		next := &shape{waits: map[int]string{}}
		number := 0
		for line := range strings.Lines(readFile(t, file)) {
			number++
			line = strings.TrimRight(line, "\r\n")
			if m := shapeFunc.FindStringSubmatch(line); m != nil {
				next.name = m[1]
			}
			if goMark.MatchString(line) {
				next.goes = append(next.goes, number)
			}
			if m := waitMark.FindStringSubmatch(line); m != nil {
				next.waits[number] = m[1]
			}
			if creators, ok := by[next.name]; ok && line == "}" {
				next.file, next.by = filepath.Base(file), creators
				shapes = append(shapes, next)
				next = &shape{waits: map[int]string{}}
			}
		}
	}
	if len(shapes) != len(by) {
		t.Fatalf("%d of the %d shapes of the table were found in the sources", len(shapes), len(by))
	}
	return shapes
}

// TestPendingTimerIsOutOfReach pins the limit that the package's documentation
// states: until its time has come, an AfterFunc has no goroutine.
func TestPendingTimerIsOutOfReach(t *testing.T) {
	var timer *time.Timer
	r := record("TestPending", func(r *recorder) {
		leaktest.Check(r)
		timer = time.AfterFunc(time.Hour, func() { panic("an hour has passed") })
	})
	defer timer.Stop()
	r.wantClean(t)
}

func readFile(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
