//go:build leaky

package heartbeat

import (
	"testing"
	"time"

	"github.com/leaktight/leaktight/leaktest"
)

func TestLeakyHeart(t *testing.T) {
	leaktest.Check(t)
	LeakyStart(time.Minute, func() {}).Stop()
}
