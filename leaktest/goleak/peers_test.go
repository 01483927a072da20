package goleak_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/leaktight/leaktight/testdata/longtest"
)

// A peer is a package whose own tests ours has to pass. They are fetched when
// this test runs, the import path is rewritten, and an adapter of a few lines
// stands in for the package; nothing of a peer's is kept.
type peer struct {
	module, version string
	adapter         map[string]string // file of the adapter, by its name in testdata/adapter
	packageTests    []string          // its test files
	skip            string            // tests that are left out
	reason          string            // why
	requires        []string
}

var peers = map[string]peer{
	"goleak": {
		module: "go.uber.org/goleak", version: "v1.3.0",
		adapter:      map[string]string{"goleak.go.txt": "adapter.go", "stack.go.txt": "internal/stack/stack.go"},
		packageTests: []string{"leaks_test.go", "options_test.go", "testmain_test.go", "signal_test.go", "utils_test.go"},
		skip:         "^TestOptionsRetry$",
		reason:       "it counts the calls of an unexported method; the wait has no counter here",
		requires:     []string{"github.com/stretchr/testify@v1.8.0"},
	},
	"fortytw2": {
		module: "github.com/fortytw2/leaktest", version: "v1.3.0",
		adapter:      map[string]string{"leaktest.go.txt": "adapter.go"},
		packageTests: []string{"leaktest_test.go", "leaktest_utils_test.go"},
		skip:         "^TestInterestingGoroutine$",
		reason:       "it compares the error texts of an unexported parser",
	},
}

func TestPeersOwnTests(t *testing.T) {
	longtest.Skip(t, "fetches modules and builds their tests")
	for name, p := range peers {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := adaptedModule(t, name, p)
			for _, procs := range []string{"1", "2", "8"} {
				out, err := goCommand(dir, "GOMAXPROCS="+procs, "test", "-count=1", "-v", "-skip", p.skip, "./...")
				if err != nil {
					t.Errorf("GOMAXPROCS=%s: %v\n%s", procs, err, out)
				}
				if n := strings.Count(out, "--- PASS: "); n < 4 {
					t.Errorf("GOMAXPROCS=%s: only %d tests ran:\n%s", procs, n, out)
				}
			}
			t.Logf("left out: %s, since %s", p.skip, p.reason)
		})
	}
}

// adaptedModule writes a module with the peer's tests and our adapter.
func adaptedModule(t *testing.T, name string, p peer) string {
	t.Helper()
	source := download(t, p.module+"@"+p.version)
	dir := t.TempDir()
	path := "adapted.example/" + name
	writeFile(t, filepath.Join(dir, "go.mod"), moduleFile(t, path))
	for from, to := range p.adapter {
		writeFile(t, filepath.Join(dir, to), readFile(t, filepath.Join("testdata", "adapter", from)))
	}
	for _, file := range p.packageTests {
		text := strings.ReplaceAll(readFile(t, filepath.Join(source, file)), p.module, path)
		writeFile(t, filepath.Join(dir, file), text)
	}
	for _, module := range p.requires {
		download(t, module)
		mustGo(t, dir, "get", module)
	}
	return dir
}

// moduleFile is the text of a go.mod that takes leaktight from this checkout.
func moduleFile(t *testing.T, path string) string {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	return "module " + path + "\n\ngo 1.26.0\n\n" +
		"require github.com/leaktight/leaktight v0.0.0\n\n" +
		"replace github.com/leaktight/leaktight => " + filepath.ToSlash(root) + "\n"
}

// download fetches a module and returns its folder. Without a way to it the test
// is skipped.
func download(t *testing.T, module string) string {
	t.Helper()
	out, err := goCommand(t.TempDir(), "", "mod", "download", "-json", module)
	var info struct{ Dir, Error string }
	if json.Unmarshal([]byte(out), &info) != nil || info.Error != "" || err != nil {
		t.Skipf("%s can not be fetched: %v\n%s", module, err, out)
	}
	return info.Dir
}

func mustGo(t *testing.T, dir string, args ...string) string {
	t.Helper()
	out, err := goCommand(dir, "", args...)
	if err != nil {
		t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return out
}

// goCommand runs the go command in a module of its own, with one more variable
// in the environment, and returns what it prints.
func goCommand(dir, env string, args ...string) (string, error) {
	cmd := exec.Command("go", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOWORK=off", env)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

func readFile(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func writeFile(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}
