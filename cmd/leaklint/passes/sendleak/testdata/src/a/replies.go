package a

// A hub has an event loop for each of its consumers, which answers each request on
// the channel that comes with it.
type hub struct{ all []*consumer }

type consumer struct{ events chan any }

type enquiry struct{ reply chan error }

func (h *hub) add(n int) {
	for range n {
		c := newConsumer()
		h.all = append(h.all, c)
	}
}

func newConsumer() *consumer {
	c := &consumer{events: make(chan any)}
	go c.run()
	return c
}

func (c *consumer) run() {
	for event := range c.events {
		switch r := event.(type) {
		case *enquiry:
			c.answer(r)
		}
	}
}

func (c *consumer) answer(r *enquiry) { r.reply <- nil }

func (c *consumer) ask() error {
	r := &enquiry{reply: make(chan error)}
	c.events <- r
	return <-r.reply
}

// A request is handed over with the channel for its answer, by two kinds of brokers that
// have nothing to do with each other: a taken request is answered, and who hands it over
// waits for that.
type handover struct {
	n  int
	ch chan error
}

type hostBroker struct {
	send chan *handover
	quit chan struct{}
}

func (b *hostBroker) stream(done chan struct{}) {
	go func() {
		for {
			select {
			case <-done:
				return
			case <-b.quit:
				return
			case h := <-b.send:
				h.ch <- check("host")
			}
		}
	}()
	<-b.quit
}

func (b *hostBroker) Send(n int) error {
	ch := make(chan error)
	defer close(ch)
	select {
	case <-b.quit:
		return nil
	case b.send <- &handover{n: n, ch: ch}:
	}
	return <-ch
}

func newHostBroker() *hostBroker {
	return &hostBroker{send: make(chan *handover), quit: make(chan struct{})}
}

type guestBroker struct {
	send chan *handover
	quit chan struct{}
}

func (b *guestBroker) stream(done chan struct{}) {
	go func() {
		for {
			select {
			case <-done:
				return
			case <-b.quit:
				return
			case h := <-b.send:
				h.ch <- check("guest")
			}
		}
	}()
	<-b.quit
}

func (b *guestBroker) Send(n int) error {
	ch := make(chan error)
	defer close(ch)
	select {
	case <-b.quit:
		return nil
	case b.send <- &handover{n: n, ch: ch}:
	}
	return <-ch
}

func newGuestBroker() *guestBroker {
	return &guestBroker{send: make(chan *handover), quit: make(chan struct{})}
}

// carelessBroker hands over requests and does not always wait for the answer.
type carelessBroker struct {
	send chan *careless
	quit chan struct{}
}

type careless struct{ ch chan error }

func (b *carelessBroker) stream() {
	go func() { // want `\(\*carelessBroker\).Send may return without receiving from ch`
		for {
			select {
			case <-b.quit:
				return
			case h := <-b.send:
				h.ch <- check("careless")
			}
		}
	}()
}

func (b *carelessBroker) Send(urgent bool) error {
	ch := make(chan error)
	b.send <- &careless{ch: ch}
	if urgent {
		return nil
	}
	return <-ch
}

func newCarelessBroker() *carelessBroker {
	return &carelessBroker{send: make(chan *careless), quit: make(chan struct{})}
}

// countsOnTheWay receives as often as it has started a goroutine.
func countsOnTheWay(names []string) (err error) {
	errs := make(chan error)
	n := 0
	for _, name := range names {
		if name == "" {
			continue
		}
		n++
		go func() { errs <- check(name) }()
	}
	for range n {
		err = <-errs
	}
	return err
}

func countsOneLess(names []string) (err error) {
	errs := make(chan error)
	for _, name := range names {
		go func() { errs <- check(name) }() // want `countsOneLess may return`
	}
	for range len(names) - 1 {
		err = <-errs
	}
	return err
}
