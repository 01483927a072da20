//go:build leaky

package quotes

import (
	"testing"

	"github.com/leaktight/leaktight/leaktest"
)

func TestLeakyQuote(t *testing.T) {
	leaktest.Check(t)
	if got, err := LeakyQuote(t.Context(), "tea", []Supplier{cheap, cheap, cheap}); got != 280 || err != nil {
		t.Errorf("LeakyQuote = %d, %v, want 280", got, err)
	}
}
