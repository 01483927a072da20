//go:build leaky

package account

import (
	"testing"

	"github.com/leaktight/leaktight/leaktest"
)

func TestLeakyAccount(t *testing.T) {
	leaktest.Check(t)
	var a LeakyAccount
	if err := a.Withdraw(7); err != errTooLow {
		t.Errorf("Withdraw(7) = %v, want %v", err, errTooLow)
	}
	go a.Withdraw(7)
}
