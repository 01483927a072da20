package a

// A Gate is opened by code that is not seen.
type Gate struct{ ready chan int }

func NewGate() *Gate {
	g := &Gate{ready: make(chan int)}
	go func() {
		println(<-g.ready)
	}()
	return g
}

func (g *Gate) Open(n int) { g.ready <- n }

// A Latch makes its channel in the goroutine that waits.
type Latch struct{ ready chan int }

func (l *Latch) Wait() {
	go func() {
		l.ready = make(chan int)
		println(<-l.ready)
	}()
}

func (l *Latch) Release(n int) { l.ready <- n }

// Sink is fed by its callers.
func Sink() chan<- int {
	in := make(chan int)
	go func() {
		println(<-in)
	}()
	return in
}
