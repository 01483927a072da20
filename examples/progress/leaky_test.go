//go:build leaky

package progress

import (
	"testing"

	"github.com/leaktight/leaktight/leaktest"
)

func TestLeakyStart(t *testing.T) {
	leaktest.Check(t)
	LeakyStart(parts, ignore)
}
