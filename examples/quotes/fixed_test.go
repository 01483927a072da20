package quotes

import (
	"context"
	"testing"

	"github.com/leaktight/leaktight/leaktest"
)

func cheap(context.Context, string) (int, error) { return 280, nil }

func TestFixedQuote(t *testing.T) {
	leaktest.Check(t)
	if got, err := FixedQuote(t.Context(), "tea", []Supplier{cheap, cheap, cheap}); got != 280 || err != nil {
		t.Errorf("FixedQuote = %d, %v, want 280", got, err)
	}
}
