package connection

import (
	"net"
	"testing"

	"github.com/leaktight/leaktight/leaktest"
)

func TestFixedSession(t *testing.T) {
	leaktest.Check(t)
	conn, _ := net.Pipe()
	FixedOpen(t.Context(), conn).Close()
}
