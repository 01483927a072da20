//go:build leaky

package subprocess

import (
	"io"
	"testing"

	"github.com/leaktight/leaktight/leaktest"
)

func TestLeakyTool(t *testing.T) {
	leaktest.Check(t)
	path, list := tool(t)
	if err := LeakyTool(t.Context(), io.Discard, path, list); err != nil {
		t.Errorf("LeakyTool = %v", err)
	}
}
