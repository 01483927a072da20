// Package stopped sends to a loop that has been told to stop.
package stopped

type Sched struct{ add, stop chan int }

func New() *Sched {
	s := &Sched{make(chan int), make(chan int)}
	go s.run()
	return s
}

func (s *Sched) run() {
	for {
		select {
		case <-s.add:
		case <-s.stop:
			return
		}
	}
}

func (s *Sched) Add(v int) { s.add <- v }
func (s *Sched) Stop()     { close(s.stop) }

func late() {
	s := New()
	s.Stop()
	go s.Add(1) // want `run may return without receiving from the channel`
}

type Listening struct{ add, stop chan int }

func NewListening() *Listening {
	s := &Listening{make(chan int), make(chan int)}
	go s.run()
	return s
}

func (s *Listening) run() {
	for {
		select {
		case <-s.add:
		case <-s.stop:
			return
		}
	}
}

func (s *Listening) Add(v int) {
	select {
	case s.add <- v:
	case <-s.stop:
	}
}

func (s *Listening) Stop() { close(s.stop) }

func lateListening() {
	s := NewListening()
	s.Stop()
	go s.Add(1)
}

// Forever has a loop that nothing ends.
type Forever struct{ add chan int }

func NewForever() *Forever {
	f := &Forever{make(chan int)}
	go f.run()
	return f
}

func (f *Forever) run() {
	for v := range f.add {
		println(v)
	}
}

func (f *Forever) Add(v int) { f.add <- v }

func lateForever() {
	f := NewForever()
	go f.Add(1)
}
