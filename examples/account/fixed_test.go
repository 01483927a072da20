package account

import (
	"testing"

	"github.com/leaktight/leaktight/leaktest"
)

func TestFixedAccount(t *testing.T) {
	leaktest.Check(t)
	var a FixedAccount
	if err := a.Withdraw(7); err != errTooLow {
		t.Errorf("Withdraw(7) = %v, want %v", err, errTooLow)
	}
	go a.Withdraw(7)
}
