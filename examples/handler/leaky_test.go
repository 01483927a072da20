//go:build leaky

package handler

import (
	"testing"

	"github.com/leaktight/leaktight/leaktest"
)

func TestLeakyHandler(t *testing.T) {
	leaktest.Check(t)
	if got := get(t, LeakyHandler(ignore)); got != "accepted\n" {
		t.Errorf("LeakyHandler wrote %q, want %q", got, "accepted\n")
	}
}
