// Package subscription has a leak of the kind selectleak: the loop of a
// subscriber sees that it should stop, and leaves the select instead of the loop.
package subscription

// LeakySubscriber hands events to a function, one after the other.
type LeakySubscriber struct {
	events chan string
	stop   chan struct{}
}

// LeakySubscribe starts a subscriber, which Close is to end.
func LeakySubscribe(handle func(string)) *LeakySubscriber {
	s := &LeakySubscriber{make(chan string), make(chan struct{})}
	go func() {
		for {
			select {
			case event := <-s.events:
				handle(event)
			case <-s.stop:
				break // leaves the select, not the loop
			}
		}
	}()
	return s
}

// Publish hands over one event.
func (s *LeakySubscriber) Publish(event string) { s.events <- event }

// Close ends the subscription.
func (s *LeakySubscriber) Close() { s.stop <- struct{}{} }
