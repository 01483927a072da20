package tokens

import "errors"

// A room has methods that put a token in and take it out.
type room struct{ tokens chan struct{} }

func newRoom() *room { return &room{make(chan struct{}, 4)} }

func (g *room) enter() { g.tokens <- struct{}{} }
func (g *room) leave() { <-g.tokens }

func (g *room) visit(name string) error {
	g.enter() // want `\(\*room\).visit may return without taking its token out of the channel again, so this call of \(\*room\).enter blocks forever`
	if name == "" {
		return errors.New("nobody")
	}
	use(1)
	g.leave()
	return nil
}

func (g *room) call(name string) error {
	g.enter()
	defer g.leave()
	if name == "" {
		return errors.New("nobody")
	}
	use(1)
	return nil
}

// send lets its goroutine leave.
func (g *room) send(n int) {
	g.enter()
	go func() {
		defer g.leave()
		use(n)
	}()
}

// A door is opened by one function and shut by another one, in turns.
type door struct{ tokens chan struct{} }

func newDoor() *door { return &door{make(chan struct{}, 1)} }

func (d *door) take() { d.tokens <- struct{}{} }
func (d *door) give() { <-d.tokens }

func (d *door) open(n int) {
	d.take()
	use(n)
}

func (d *door) shut() { d.give() }

func useDoor(d *door) {
	d.open(1)
	d.shut()
}

func use(int) {}
