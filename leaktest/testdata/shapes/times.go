package shapes

import (
	"runtime"
	"sync/atomic"
	"time"
)

var timeShapes = []Shape{
	{Name: "tickerLoop", Run: tickerLoop},
	{Name: "tickerSelect", Run: tickerSelect},
	{Name: "stoppedTimer", Run: stoppedTimer},
	{Name: "firedTimer", Run: firedTimer},
	{Name: "afterFunc", Run: afterFunc, By: map[string]string{"time.goFunc": "recvleak"}},
	{Name: "sleepLoop", Run: sleepLoop},
	{Name: "busyLoop", Run: busyLoop},
	{Name: "yieldingLoop", Run: yieldingLoop},
}

func tickerLoop(fixed bool) {
	ticker := time.NewTicker(time.Hour)
	defer ticker.Stop() // does not close the channel
	done := make(chan struct{})
	go func() { // go
		if fixed {
			<-done
			return
		}
		for range ticker.C { // wait tickerleak
		}
	}()
	close(done)
}

func tickerSelect(fixed bool) {
	ticker := time.NewTicker(10 * time.Millisecond)
	events, done := make(chan int), make(chan struct{})
	go func() { // go
		defer ticker.Stop()
		for {
			select { // wait tickerleak
			case <-ticker.C:
			case <-events:
			case <-done:
				return
			}
		}
	}()
	if fixed {
		close(done)
	}
}

func stoppedTimer(fixed bool) {
	timer := time.NewTimer(time.Millisecond)
	if !fixed {
		timer.Stop()
	}
	go func() { // go
		<-timer.C // wait tickerleak
	}()
}

func firedTimer(fixed bool) {
	timer := time.NewTimer(time.Microsecond)
	<-timer.C
	if fixed {
		timer.Reset(time.Microsecond)
	}
	go func() { // go
		<-timer.C // wait tickerleak
	}()
}

// afterFunc has a goroutine from the time on at which the timer fires.
func afterFunc(fixed bool) {
	fired, ready := make(chan struct{}), make(chan struct{})
	time.AfterFunc(time.Millisecond, func() {
		close(fired)
		<-ready // wait recvleak
	})
	<-fired
	if fixed {
		close(ready)
	}
}

func sleepLoop(fixed bool) {
	var stop atomic.Bool
	stop.Store(fixed)
	go func() { // go
		for !stop.Load() {
			time.Sleep(20 * time.Millisecond) // wait sleepleak
		}
	}()
}

func busyLoop(fixed bool) {
	var stop atomic.Bool
	stop.Store(fixed)
	go func() { // go
		for !stop.Load() { // wait loopleak
		}
	}()
}

func yieldingLoop(fixed bool) {
	var stop atomic.Bool
	stop.Store(fixed)
	go func() { // go
		for yield(); !stop.Load(); yield() { // wait loopleak
		}
	}()
}

var yield = runtime.Gosched
