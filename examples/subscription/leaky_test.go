//go:build leaky

package subscription

import (
	"testing"

	"github.com/leaktight/leaktight/leaktest"
)

func TestLeakySubscribe(t *testing.T) {
	leaktest.Check(t)
	s := LeakySubscribe(ignore)
	s.Publish("price 7")
	s.Close()
}
