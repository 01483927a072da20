//go:build leaky

package mailbox

import (
	"testing"

	"github.com/leaktight/leaktight/leaktest"
)

func TestLeakyBox(t *testing.T) {
	leaktest.Check(t)
	b := NewLeakyBox()
	go b.Wait()
	until(&b.mu, &b.waiting)
	b.Close()
}
