package main

import (
	"errors"
	"flag"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/tools/go/analysis"

	"github.com/leaktight/leaktight/testdata/longtest"
)

var update = flag.Bool("update", false, "rewrite the expected output in the scripts")

// TestMain makes this test binary the commands that the scripts run: leaklint
// itself, and leaklint with a check that has a bug, takes forever, or suggests wrong
// fixes.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"leaklint":         main,
		"leaklint-panics":  mainWith(panics),
		"leaklint-blocks":  mainWith(blocks),
		"leaklint-crashes": mainWith(crashes),
		"leaklint-mends":   mainWith(mends),
	})
}

// panics stands for a check with a bug.
var panics = &analysis.Analyzer{
	Name: "panics",
	Doc:  "panic",
	Run:  func(*analysis.Pass) (any, error) { panic("index out of range [7] with length 3") },
}

// TestScripts runs the command end to end: each script is a module that leaks, a
// command line, and the whole output that is expected.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Files:               scripts(t),
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup:               setup,
		Cmds:                map[string]func(*testscript.TestScript, bool, []string){"exits": exits, "rename-to-bytes": renameToBytes, "files": files, "guide": guide, "cut": cut},
		UpdateScripts:       *update,
	})
}

// lightScripts are those of a run without the long tests: the front end, the tool of
// go vet, and what is refused.
var lightScripts = []string{"text", "usage", "vettool"}

// scripts returns the files of the scripts.
func scripts(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("../../testdata/script/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	if longtest.Enabled() {
		return files
	}
	t.Logf("%d of %d scripts; each of the others %s", len(lightScripts), len(files), longtest.Hint())
	var light []string
	for _, name := range lightScripts {
		light = append(light, filepath.Join("../../testdata/script", name+".txtar"))
	}
	return light
}

// setup gives the script the go command's own cache, so that the standard library
// is analyzed once for all of them, and keeps it away from the network. LEAKLINT is
// the command, LEAKTIGHT the folder of this module.
func setup(env *testscript.Env) error {
	tool, err := exec.LookPath("leaklint")
	if err != nil {
		return err
	}
	root, err := filepath.Abs("../..")
	if err != nil {
		return err
	}
	out, err := exec.Command("go", "env", "GOCACHE", "GOMODCACHE").Output()
	if err != nil {
		return err
	}
	paths := strings.Fields(string(out))
	env.Setenv("LEAKLINT", tool)
	env.Setenv("LEAKTIGHT", root)
	env.Setenv("GOCACHE", paths[0])
	env.Setenv("GOMODCACHE", paths[1])
	if cache, err := os.UserCacheDir(); err == nil { // where leaklint test keeps its links to GOROOT
		env.Setenv("XDG_CACHE_HOME", cache)
		env.Setenv("LocalAppData", cache)
	}
	env.Setenv("GOPROXY", "off")
	env.Setenv("GOTOOLCHAIN", "local")
	env.Setenv("GOFLAGS", "")
	return nil
}

// exits runs a command and checks its exit code: exits 3 leaklint ./...
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits code command [args]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	var exit *exec.ExitError
	if err := ts.Exec(args[1], args[2:]...); errors.As(err, &exit) {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// renameToBytes gives a file a name that is not UTF-8.
func renameToBytes(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: rename-to-bytes file.go")
	}
	from := ts.MkAbs(args[0])
	to := filepath.Join(filepath.Dir(from), "a\xff.go")
	ts.Check(os.Rename(from, to))
}

// files compares the names of all files below the script's folder with a list: files
// list.want.
func files(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: files list.want")
	}
	root := ts.MkAbs(".")
	var names strings.Builder
	ts.Check(filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if rest, _ := filepath.Rel(root, name); err == nil && !d.IsDir() && !strings.HasPrefix(rest, ".tmp") {
			names.WriteString(filepath.ToSlash(rest) + "\n")
		}
		return err
	}))
	if want := ts.ReadFile(args[0]); names.String() != want {
		ts.Fatalf("the files are\n%swant\n%s", names.String(), want)
	}
}
