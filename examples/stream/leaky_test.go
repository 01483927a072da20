//go:build leaky

package stream

import (
	"io"
	"testing"

	"github.com/leaktight/leaktight/leaktest"
)

func TestLeakyWatch(t *testing.T) {
	leaktest.Check(t)
	conn, server := io.Pipe()
	got := make(chan string, 1)
	LeakyWatch(t.Context(), conn, func(event string) { got <- event })
	io.WriteString(server, "price 7\n")
	if event := <-got; event != "price 7" {
		t.Errorf("the event is %q, want price 7", event)
	}
}
