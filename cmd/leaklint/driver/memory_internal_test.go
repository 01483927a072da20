package driver

import (
	"runtime"
	"testing"
	"time"
)

func TestGCPercent(t *testing.T) {
	for _, tt := range []struct {
		live uint64
		want int
	}{
		{0, 100},
		{headroom / 2, 100}, // may double
		{headroom, 100},
		{2 * headroom, 50}, // may grow by the headroom
		{4 * headroom, 25},
		{1 << 40, leastPercent},
	} {
		if got := gcPercent(tt.live); got != tt.want {
			t.Errorf("gcPercent(%d) = %d, want %d", tt.live, got, tt.want)
		}
	}
}

// TestAfterCollection waits for the second and third collection too: each call
// arms the next.
func TestAfterCollection(t *testing.T) {
	called := make(chan bool)
	afterCollection(func() {
		select {
		case called <- true:
		case <-t.Context().Done():
		}
	})
	for calls := 0; calls < 3; {
		runtime.GC()
		select {
		case <-called:
			calls++
		case <-time.After(10 * time.Millisecond): // armed while the collection ran
		}
	}
}

func TestLiveBytes(t *testing.T) {
	large := make([]byte, 4*headroom)
	runtime.GC()
	if live := liveBytes(); live < uint64(len(large)) {
		t.Errorf("%d bytes live beside %d", live, len(large))
	}
	runtime.KeepAlive(large)
}
