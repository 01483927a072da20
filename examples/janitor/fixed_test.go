package janitor

import (
	"testing"
	"time"

	"github.com/leaktight/leaktight/leaktest"
)

func TestFixedCache(t *testing.T) {
	leaktest.Check(t)
	NewFixedCache(t.Context(), time.Minute).values.Store("order 7", "accepted")
}
