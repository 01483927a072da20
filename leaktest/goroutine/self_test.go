package goroutine_test

import (
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"github.com/leaktight/leaktight/leaktest/goroutine"
)

func TestCurrent(t *testing.T) {
	here := goroutine.Current()
	if here.ID == 0 || here.Bubble != 0 {
		t.Errorf("Current() = %+v, want a number and no bubble", here)
	}
	there := make(chan goroutine.Self)
	go func() {
		runtime.LockOSThread() // stands in the header before the bubble
		there <- goroutine.Current()
	}()
	if other := <-there; other.ID == here.ID || other.ID == 0 {
		t.Errorf("another goroutine has the number %d, this one %d", other.ID, here.ID)
	}
	if again := goroutine.Current(); again != here {
		t.Errorf("Current() = %+v, then %+v", here, again)
	}
}

func TestCurrentInBubble(t *testing.T) {
	bubbles := map[uint64]bool{}
	for range 2 {
		synctest.Test(t, func(t *testing.T) {
			runtime.LockOSThread()
			defer runtime.UnlockOSThread()
			bubbles[goroutine.Current().Bubble] = true
		})
	}
	if len(bubbles) != 2 || bubbles[0] {
		t.Errorf("bubbles %v, want two numbers above 0", bubbles)
	}
}

func TestReadCounts(t *testing.T) {
	const n = 5
	before := goroutine.ReadCounts()
	t.Run("parked", func(t *testing.T) { // one goroutine more
		park(t, n)
		during := goroutine.ReadCounts()
		if got := during.Created - before.Created; got < n+1 {
			t.Errorf("%d goroutines created, want %d or more", got, n+1)
		}
	})
}

func TestReadCountsLive(t *testing.T) {
	park(t, 5)
	// A goroutine of an earlier test may still be ending between the two
	// looks, which a later pair of looks does not see.
	var live, shown uint64
	for range 1000 {
		live = goroutine.ReadCounts().Live
		shown = 0
		var d goroutine.Dumper
		for range goroutine.Records(d.Dump()) {
			shown++
		}
		if live == shown {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Errorf("%d goroutines counted, %d in the dump", live, shown)
}

func TestReadCountsStandsStill(t *testing.T) {
	runtime.GC() // has started the collector's own goroutines
	before := goroutine.ReadCounts()
	for range 100 {
		goroutine.Current()
	}
	if after := goroutine.ReadCounts(); after.Created != before.Created {
		t.Errorf("%d goroutines created by nothing", after.Created-before.Created)
	}
}
