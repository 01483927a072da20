//go:build leaky

package connection

import (
	"net"
	"testing"

	"github.com/leaktight/leaktight/leaktest"
)

func TestLeakySession(t *testing.T) {
	leaktest.Check(t)
	conn, _ := net.Pipe()
	LeakyOpen(t.Context(), conn).Close()
}
