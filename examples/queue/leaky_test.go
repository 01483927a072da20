//go:build leaky

package queue

import (
	"sync/atomic"
	"testing"

	"github.com/leaktight/leaktight/leaktest"
)

func TestLeakyConsume(t *testing.T) {
	leaktest.Check(t)
	orders := make(chan string)
	LeakyConsume(orders, new(atomic.Int64))
	orders <- "order 7"
	close(orders)
}
