//go:build leaky

package batch

import (
	"strings"
	"testing"

	"github.com/leaktight/leaktight/leaktest"
)

func TestLeakyFetch(t *testing.T) {
	leaktest.Check(t)
	<-LeakyFetch(pages, strings.ToUpper) // the first one comes
}
