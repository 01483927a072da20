// Package conditions has sends that are received under conditions: where these cover
// every path nothing is reported, and else it is.
package conditions

import "sync"

func work() {}

func twice(fast bool) {
	out := make(chan int)
	go func() { out <- 1 }()
	if fast {
		<-out
	}
	work()
	if !fast {
		<-out
	}
}

func twiceAlike(fast bool) {
	out := make(chan int)
	go func() { out <- 1 }() // want `twiceAlike may return without receiving from out`
	if fast {
		<-out
	}
	work()
	if fast {
		<-out
	}
}

type options struct {
	async bool
	level int
}

func (o *options) on() bool { return o.async }

func (o *options) busy() bool { return o.async && o.level > 3 }

func method(o *options) {
	out := make(chan int)
	if o.on() {
		go func() { out <- 1 }()
	}
	work()
	if o.on() {
		<-out
	}
}

func longerMethod(o *options) {
	out := make(chan int)
	if o.busy() {
		go func() { out <- 1 }()
	}
	work()
	if !o.busy() {
		return
	}
	<-out
}

func otherMethod(o *options) {
	out := make(chan int)
	if o.on() {
		go func() { out <- 1 }() // want `otherMethod may return without receiving from out`
	}
	work()
	if o.busy() {
		<-out
	}
}

func got(names []string) (n int) {
	out := make(chan int)
	got := false
	for _, name := range names {
		if name != "" && !got {
			got = true
			go func() { out <- len(name) }()
		}
	}
	if !got {
		return 0
	}
	return <-out
}

var find func(string) (*options, error)

func failure(name string) int {
	o, err := find(name)
	out := make(chan int)
	if err == nil {
		go func() { out <- o.level }()
	}
	work()
	if o != nil {
		return <-out
	}
	return 0
}

func same(a, b *options) {
	out := make(chan int)
	if a != b {
		go func() { out <- 1 }()
	}
	work()
	if a == b {
		return
	}
	<-out
}

func inCallee(fast bool) {
	out := make(chan int)
	go func() { out <- 1 }()
	early(out, fast)
	work()
	if !fast {
		<-out
	}
}

func early(out chan int, now bool) {
	if now {
		<-out
	}
}

func inCaller(fast bool) {
	out := make(chan int)
	start(out, fast)
	work()
	if fast {
		<-out
	}
}

func start(out chan int, really bool) {
	if !really {
		return
	}
	go func() { out <- 1 }()
}

func inOtherCaller(fast bool) {
	out := make(chan int)
	startHere(out, fast)
	work()
	if !fast {
		<-out
	}
}

func startHere(out chan int, really bool) {
	if really {
		go func() { out <- 1 }() // want `inOtherCaller may return without receiving from out`
	}
}

func deferred(fast bool) {
	out := make(chan int)
	go func() { out <- 1 }()
	if fast {
		defer func() { <-out }()
	}
	work()
	if !fast {
		<-out
	}
}

// scheduler starts and stops a job on a flag that only its goroutine knows.
type scheduler struct {
	running     bool
	done        chan int
	begin, stop chan struct{}
	quit        chan struct{}
}

func newScheduler() *scheduler {
	s := &scheduler{done: make(chan int), begin: make(chan struct{}), stop: make(chan struct{}), quit: make(chan struct{})}
	go s.loop()
	return s
}

func (s *scheduler) loop() {
	for {
		select {
		case <-s.begin:
			if s.running {
				continue
			}
			s.running = true
			go s.job()
		case <-s.stop:
			s.end()
		case <-s.quit:
			s.end()
			return
		}
	}
}

func (s *scheduler) end() {
	if !s.running {
		return
	}
	<-s.done
	s.running = false
}

func (s *scheduler) job() { s.done <- 1 }

// started says that Done comes before what blocks, so that Wait is no wait for it.
func started() int {
	var wg sync.WaitGroup
	out := make(chan int)
	wg.Add(1)
	go func() {
		wg.Done()
		out <- 1
	}()
	wg.Wait()
	return <-out
}

func startedInCallee() int {
	var wg sync.WaitGroup
	out := make(chan int)
	wg.Add(1)
	go func() {
		wg.Done()
		send(out)
	}()
	wg.Wait()
	return <-out
}

func send(out chan int) { out <- 1 }

func finished() int {
	var wg sync.WaitGroup
	out := make(chan int)
	wg.Add(1)
	go func() { // want `finished waits for this goroutine before it receives from out`
		out <- 1
		wg.Done()
	}()
	wg.Wait()
	return <-out
}
