package leaktest_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const modulePath = "github.com/leaktight/leaktight"

// layers are the packages of leaktest that a user's test binary has in it.
var layers = []string{
	modulePath + "/leaktest",
	modulePath + "/leaktest/goroutine",
	modulePath + "/leaktest/leakkind",
	modulePath + "/leaktest/internal/engine",
	modulePath + "/leaktest/heapdump",
	modulePath + "/leaktest/internal/held",
	modulePath + "/leaktest/internal/lend",
	modulePath + "/leaktest/internal/shared",
	modulePath + "/leaktest/internal/report",
	modulePath + "/leaktest/internal/source",
	modulePath + "/leaktest/internal/wayout",
	modulePath + "/leaktest/internal/tryout",
}

// isAllowed reports whether leaktest may depend on a package: one of its own
// layers, go-cmp, or the standard library, whose import paths have no dot in
// their first element.
func isAllowed(path string) bool {
	for _, layer := range layers {
		if path == layer || path == layer+".test" || path == layer+"_test" || path == modulePath+"/leaktest/testdata/shapes" || path == modulePath+"/testdata/longtest" {
			return true
		}
	}
	first, _, _ := strings.Cut(path, "/")
	return !strings.Contains(first, ".") || path == "github.com/google/go-cmp" || strings.HasPrefix(path, "github.com/google/go-cmp/")
}

// TestImports lists all that leaktest, its layers and their tests depend on: the
// standard library and go-cmp, so that they add two lines to a user's go.sum.
func TestImports(t *testing.T) {
	out := runGo(t, ".", append([]string{"list", "-test", "-deps", "-f", "{{.ImportPath}}"}, layers...)...)
	packages := strings.Split(strings.TrimSpace(out), "\n")
	if len(packages) < 50 {
		t.Fatalf("go list names %d packages, want those of the standard library too:\n%s", len(packages), out)
	}
	for _, line := range packages {
		path, _, _ := strings.Cut(line, " ") // "p [p.test]" is p as its test sees it
		if !isAllowed(path) {
			t.Errorf("leaktest or one of its tests depends on %s", line)
		}
	}
}

// TestFreshUser makes a module that uses leaktest in a test, with an empty
// go.sum: after go mod tidy only go-cmp stands in it, and only go-cmp and the
// standard library are built into the test.
func TestFreshUser(t *testing.T) {
	dir := t.TempDir()
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	write("go.mod", fmt.Sprintf("module example.com/user\n\ngo 1.26.0\n\nrequire %s v0.0.0\n\nreplace %[1]s => %q\n", modulePath, filepath.ToSlash(root)))
	write("user.go", "package user\n")
	write("user_test.go", `package user

import (
	"testing"

	"github.com/leaktight/leaktight/leaktest"
)

func TestMain(m *testing.M) { leaktest.VerifyTestMain(m) }

func TestClean(t *testing.T) { leaktest.Check(t) }
`)
	runGo(t, dir, "mod", "tidy")
	sum := readFile(t, filepath.Join(dir, "go.sum"))
	lines := regexp.MustCompile(`(?m)^(\S+) `).FindAllStringSubmatch(sum, -1)
	if len(lines) != 2 {
		t.Errorf("go.sum has %d lines, want 2:\n%s", len(lines), sum)
	}
	for _, m := range lines {
		if m[1] != "github.com/google/go-cmp" {
			t.Errorf("go.sum has %s, want go-cmp only", m[1])
		}
	}
	for path := range strings.Lines(runGo(t, dir, "list", "-test", "-deps", "-f", "{{if not .Standard}}{{.ImportPath}}{{end}}", ".")) {
		path, _, _ = strings.Cut(strings.TrimSpace(path), " ")
		if !isAllowed(path) && !strings.HasPrefix(path, "example.com/user") {
			t.Errorf("the user's test is built with %s", path)
		}
	}
	if out := runGo(t, dir, "test", "./..."); !strings.Contains(out, "ok") {
		t.Errorf("the user's test does not pass:\n%s", out)
	}
}

// runGo runs the go command in a folder and returns its standard output.
func runGo(t *testing.T, dir string, arguments ...string) string {
	t.Helper()
	cmd := exec.Command("go", arguments...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=")
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go %s: %v\n%s%s", strings.Join(arguments, " "), err, out, &stderr)
	}
	return string(out)
}
