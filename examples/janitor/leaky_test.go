//go:build leaky

package janitor

import (
	"testing"
	"time"

	"github.com/leaktight/leaktight/leaktest"
)

func TestLeakyCache(t *testing.T) {
	leaktest.Check(t)
	NewLeakyCache(time.Minute).values.Store("order 7", "accepted")
}
