package mailbox

import (
	"runtime"
	"sync"
	"testing"

	"github.com/leaktight/leaktight/leaktest"
)

// until returns when somebody waits: n, which mu guards, is no longer zero.
func until(mu *sync.Mutex, n *int) {
	for {
		mu.Lock()
		waiting := *n
		mu.Unlock()
		if waiting > 0 {
			return
		}
		runtime.Gosched()
	}
}

func TestFixedBox(t *testing.T) {
	leaktest.Check(t)
	b := NewFixedBox()
	go b.Wait()
	until(&b.mu, &b.waiting)
	b.Close()
}
