package heartbeat

import (
	"testing"
	"time"

	"github.com/leaktight/leaktight/leaktest"
)

func TestFixedHeart(t *testing.T) {
	leaktest.Check(t)
	FixedStart(time.Minute, func() {}).Stop()
}
