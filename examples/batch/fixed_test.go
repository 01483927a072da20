package batch

import (
	"strings"
	"testing"

	"github.com/leaktight/leaktight/leaktest"
)

var pages = []string{"home", "help"}

func TestFixedFetch(t *testing.T) {
	leaktest.Check(t)
	n := 0
	for range FixedFetch(pages, strings.ToUpper) {
		n++
	}
	if n != len(pages) {
		t.Errorf("%d pages fetched, want %d", n, len(pages))
	}
}
