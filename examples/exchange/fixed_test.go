package exchange

import (
	"testing"

	"github.com/leaktight/leaktight/leaktest"
)

func TestFixedBank(t *testing.T) {
	leaktest.Check(t)
	var b FixedBank
	go b.Buy(7, func() {})
	go b.Sell(7, func() {})
}
