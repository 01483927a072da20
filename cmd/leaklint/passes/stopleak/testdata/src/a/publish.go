package a

// A publisher keeps the handle of its goroutine.
type publisher struct {
	handle *handle
	down   bool
}

type handle struct{ stop, done chan struct{} }

func (h *handle) signal() { close(h.stop) }

func (p *publisher) Close() {
	if p.handle != nil {
		p.handle.signal()
		<-p.handle.done
	}
}

// The literal hands the new handle to the publisher, and starts the goroutine
// with both.
func (p *publisher) start() {
	h := &handle{stop: make(chan struct{}), done: make(chan struct{})}
	publish := func() {
		p.handle = h
		go p.run(h)
	}
	if p.down {
		return
	}
	publish()
}

func (p *publisher) startByMethod() {
	h := &handle{stop: make(chan struct{}), done: make(chan struct{})}
	p.publish(h)
}

func (p *publisher) publish(h *handle) {
	p.handle = h
	go p.run(h)
}

// The publisher is this function's own, too.
func newlyPublished() {
	p := &publisher{}
	p.publish(&handle{stop: make(chan struct{}), done: make(chan struct{})}) // want `newlyPublished returns without a call of Close, which leaves the goroutine that \(\*publisher\).publish starts running forever`
}

func (p *publisher) run(h *handle) {
	defer close(h.done)
	<-h.stop
}
