//go:build leaky

package exchange

import (
	"sync"
	"testing"

	"github.com/leaktight/leaktight/leaktest"
)

func TestLeakyBank(t *testing.T) {
	leaktest.Check(t)
	var b LeakyBank
	var both sync.WaitGroup // have their first lock
	both.Add(2)
	meet := func() {
		both.Done()
		both.Wait()
	}
	go b.Buy(7, meet)
	go b.Sell(7, meet)
}
