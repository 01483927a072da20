package round

import "round/client"

// Worker is what newWorker returns: one type is behind it.
type Worker interface {
	Start()
	Stop()
	Add(item int)
}

type worker struct{ items, done chan int }

func newWorker() Worker { return &worker{make(chan int), make(chan int)} }

func (w *worker) Start() {
	go func() {
		for {
			select {
			case <-w.items:
			case <-w.done:
				return
			}
		}
	}()
}

func (w *worker) Stop()        { close(w.done) }
func (w *worker) Add(item int) { w.items <- item }

type idle struct{}

func (idle) Start()  {}
func (idle) Stop()   {}
func (idle) Add(int) {}

// anyOf returns one of two types, of which one has a goroutine.
func anyOf(lazy bool) Worker {
	if lazy {
		return idle{}
	}
	return &worker{make(chan int), make(chan int)}
}

func forgotten(items []int) {
	w := newWorker() // want `forgotten returns without a call of Stop, which leaves the goroutine that \(Worker\).Start starts running forever \(stopleak\)`
	w.Start()
	for _, item := range items {
		w.Add(item)
	}
}

func stoppedWorker(items []int) {
	w := newWorker()
	w.Start()
	defer w.Stop()
	for _, item := range items {
		w.Add(item)
	}
}

func notStarted(items []int) { newWorker().Stop() }

func startedForCaller() Worker {
	w := newWorker()
	w.Start()
	return w
}

type pair struct{ w Worker }

func startedInField(p *pair) {
	p.w = newWorker()
	p.w.Start()
}

func perhapsIdle(lazy bool) {
	w := anyOf(lazy) // advice: there may be no goroutine
	w.Start()
}

func tasks(n int) error {
	task := client.NewTask(n) // want `tasks may return an error without a call of Halt, which leaves the goroutine that \(round/client.Task\).Run starts running forever`
	if err := task.Run(); err != nil {
		return err
	}
	if err := task.Err(); err != nil {
		return err
	}
	task.Halt()
	return nil
}
