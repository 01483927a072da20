// Package polled asks for a stop in each round of a loop and goes on without one.
package polled

import "time"

type poller struct {
	stop chan struct{}
	work func()
}

func newPoller(work func()) *poller {
	p := &poller{stop: make(chan struct{}), work: work}
	go p.loop() // want `nobody sends on or closes stop, the only way out of this goroutine's loop, so it never ends`
	return p
}

func (p *poller) loop() {
	for {
		select {
		case <-p.stop:
			return
		default:
		}
		p.work()
	}
}

type stoppable struct {
	stop chan struct{}
	work func()
}

func newStoppable(work func()) *stoppable {
	s := &stoppable{stop: make(chan struct{}), work: work}
	go s.loop()
	return s
}

func (s *stoppable) loop() {
	for {
		select {
		case <-s.stop:
			return
		default:
		}
		s.work()
	}
}

func (s *stoppable) Close() { close(s.stop) }

func paced(work func() error) {
	quit := make(chan bool)
	go func() { // want `nobody sends on or closes quit, the only way out`
		for {
			select {
			case <-quit:
				return
			default:
				work()
				time.Sleep(time.Second)
			}
		}
	}()
	work()
}

// failing has another way out.
func failing(work func() error) {
	quit := make(chan bool)
	go func() {
		for {
			select {
			case <-quit:
				return
			default:
				if work() != nil {
					return
				}
			}
		}
	}()
	work()
}

// once polls one time.
func once(work func()) {
	quit := make(chan bool)
	go func() {
		select {
		case <-quit:
			return
		default:
			work()
		}
	}()
	work()
}
