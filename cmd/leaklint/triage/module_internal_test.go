package triage

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/leaktight/leaktight/leaktest/goroutine"
)

// TestFind: the file of a function is looked for in the module, whatever path a
// capture has for it.
func TestFind(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "shop")
	for _, file := range []string{"shop/cmd/main.go", "outside.go"} {
		path := filepath.Join(filepath.Dir(dir), filepath.FromSlash(file))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	m := module{path: "example.com/shop", dir: dir, wd: dir}
	inside := filepath.Join(dir, "cmd", "main.go")
	for _, test := range []struct{ function, file, want, reason string }{
		{"main.main", filepath.ToSlash(inside), inside, "it was built here"},
		{"main.main", "/build/shop/cmd/main.go", inside, "it was built elsewhere"},
		{"main.main", strings.Repeat("/folder", 100_000) + "/cmd/main.go", inside, "only the last folders are tried"},
		{"main.main", "/build/shop/cmd/../../outside.go", "", "a path that leads out"},
		{"main.main", filepath.ToSlash(dir) + "/../outside.go", "", "a path that leads out of here"},
		{"example.com/shop/...f", "a/outside.go", "", "a package that leads out"},
		{"main.main", "example.com/shop/../outside.go", "", "a module that leads out"},
	} {
		if got := m.find(goroutine.Frame{Function: test.function, File: test.file}); got != test.want {
			t.Errorf("%s in %.60s: %q, want %q: %s", test.function, test.file, got, test.want, test.reason)
		}
	}
}
