package workers

// A starter starts what it is given.
type starter struct{ running int }

func (s *starter) start(f func()) {
	s.running++
	go func() {
		f()
		s.running--
	}()
}

// Each of the two goroutines belongs to the call that hands over its function, and
// has its channel.
func startBoth(s *starter) int {
	first, second := make(chan int), make(chan int)
	s.start(func() { first <- 1 })
	s.start(func() { second <- 2 })
	return <-first + <-second
}

func startOne(s *starter, enough bool) int {
	first := make(chan int)
	s.start(func() { first <- 1 }) // want `startOne may return without receiving from first`
	if enough {
		return 0
	}
	return <-first
}
