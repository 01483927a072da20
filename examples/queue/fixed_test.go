package queue

import (
	"sync/atomic"
	"testing"

	"github.com/leaktight/leaktight/leaktest"
)

func TestFixedConsume(t *testing.T) {
	leaktest.Check(t)
	orders := make(chan string)
	FixedConsume(orders, new(atomic.Int64))
	orders <- "order 7"
	close(orders)
}
