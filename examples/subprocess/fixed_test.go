package subprocess

import (
	"io"
	"os"
	"testing"

	"github.com/leaktight/leaktight/leaktest"
)

// tool is a command that every machine with this test has: this test itself,
// which lists its tests.
func tool(t *testing.T) (path, list string) {
	t.Helper()
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return path, "-test.list=."
}

func TestFixedTool(t *testing.T) {
	leaktest.Check(t)
	path, list := tool(t)
	if err := FixedTool(t.Context(), io.Discard, path, list); err != nil {
		t.Errorf("FixedTool = %v", err)
	}
}
