package a

// A hub runs as long as the process.
type hub struct {
	register chan int
	events   chan int
	seen     map[int]bool
}

var theHub = hub{register: make(chan int), events: make(chan int), seen: map[int]bool{}}

// Initialize starts the one that there is.
func Initialize() {
	go theHub.run()
}

// newHub makes another one each time.
func newHub() *hub {
	h := &hub{register: make(chan int), events: make(chan int), seen: map[int]bool{}}
	go h.run() // want `goroutine waits in a select whose cases never leave the loop around it, so each call of newHub leaves one behind`
	return h
}

func (h *hub) run() {
	for {
		select {
		case n := <-h.register:
			h.seen[n] = true
		case n := <-h.events:
			println(n, h.seen[n])
		}
	}
}
