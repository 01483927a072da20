package handed

// A task tells on its channel that it is over.
type task struct{ over chan error }

func newTask() *task { return &task{over: make(chan error, 1)} }

func (t *task) finish() { t.over <- nil }

// One goroutine ends two tasks, each of which has a channel with room.
func both() error {
	first, second := newTask(), &task{over: make(chan error, 1)}
	go func() {
		first.finish()
		second.finish()
	}()
	if err := <-first.over; err != nil {
		return err
	}
	return <-second.over
}

// So do the goroutines of a loop, one for each task.
func every() error {
	first, second := newTask(), &task{over: make(chan error, 1)}
	for _, t := range []*task{first, second} {
		go t.finish()
	}
	return <-first.over
}
