package wayout

import (
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/leaktight/leaktight/leaktest/internal/source"
)

// TestRootsOf: what a test uses is found by its go.mod, as the modules of a test
// binary are not in its build information.
func TestRootsOf(t *testing.T) {
	got := rootsOf(`module example.com/app // the app

go 1.26.0

require example.com/one v1.2.0
require (
	"example.com/Two/v2" v2.0.0-RC1 // indirect
	example.com/three v0.1.0
	example.com/four v0.1.0
)

replace example.com/three v0.1.0 => ../three
replace (
	example.com/four => example.com/fork v0.2.0
)
`, "/src/app")
	in := func(name string) string { return filepath.ToSlash(filepath.Join(source.ModuleCache(), name)) }
	want := []root{
		{"example.com/app", "/src/app"},
		{"example.com/one", in("example.com/one@v1.2.0")},
		{"example.com/Two/v2", in("example.com/!two/v2@v2.0.0-!r!c1")},
		{"example.com/three", "/src/three"},
		{"example.com/four", in("example.com/fork@v0.2.0")},
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(root{})); diff != "" {
		t.Errorf("roots (-want +got):\n%s", diff)
	}
}
