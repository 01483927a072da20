package subscription

// FixedSubscriber is LeakySubscriber with a loop that ends.
type FixedSubscriber struct {
	events chan string
	stop   chan struct{}
}

// FixedSubscribe starts a subscriber, which Close ends.
func FixedSubscribe(handle func(string)) *FixedSubscriber {
	s := &FixedSubscriber{make(chan string), make(chan struct{})}
	go func() {
		for {
			select {
			case event := <-s.events:
				handle(event)
			case <-s.stop:
				return
			}
		}
	}()
	return s
}

// Publish hands over one event.
func (s *FixedSubscriber) Publish(event string) { s.events <- event }

// Close ends the subscription.
func (s *FixedSubscriber) Close() { s.stop <- struct{}{} }
