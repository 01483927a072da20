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
