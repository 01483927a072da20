package subscription

import (
	"testing"

	"github.com/leaktight/leaktight/leaktest"
)

func ignore(string) {}

func TestFixedSubscribe(t *testing.T) {
	leaktest.Check(t)
	s := FixedSubscribe(ignore)
	s.Publish("price 7")
	s.Close()
}
