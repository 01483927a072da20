package a

import (
	"errors"
	"sync"
)

func use(string) {}

func never(names []string) {
	jobs := make(chan string)
	go func() { // want `nobody closes jobs, which leaves this goroutine in its range forever \(rangeleak\)`
		for name := range jobs {
			use(name)
		}
	}()
	for _, name := range names {
		jobs <- name
	}
}

func closes(names []string) {
	jobs := make(chan string)
	go func() {
		for name := range jobs {
			use(name)
		}
	}()
	for _, name := range names {
		jobs <- name
	}
	close(jobs)
}

func skipped(names []string) error {
	jobs := make(chan string)
	go func() { // want `skipped may return without closing jobs`
		for name := range jobs {
			use(name)
		}
	}()
	for _, name := range names {
		if name == "" {
			return errors.New("no name")
		}
		jobs <- name
	}
	close(jobs)
	return nil
}

func deferred(names []string) error {
	jobs := make(chan string)
	defer close(jobs)
	go func() {
		for name := range jobs {
			use(name)
		}
	}()
	for _, name := range names {
		if name == "" {
			return errors.New("no name")
		}
		jobs <- name
	}
	return nil
}

// A loop that also ends by itself is no range.
func counted(names []string) {
	jobs := make(chan string)
	go func() {
		for range names {
			use(<-jobs)
		}
	}()
	for _, name := range names {
		jobs <- name
	}
}

func waits(numbers []int) (sum int) {
	in := make(chan int)
	var wg sync.WaitGroup
	wg.Add(1)
	go func() { // want `waits waits for this goroutine before it closes in, which leaves both blocked forever`
		defer wg.Done()
		for n := range in {
			sum += n
		}
	}()
	for _, n := range numbers {
		in <- n
	}
	wg.Wait()
	close(in)
	return sum
}

// doneForEach calls Done for each number, which is not the end of the goroutine.
func doneForEach(numbers []int) (sum int) {
	in := make(chan int)
	var wg sync.WaitGroup
	go func() {
		for n := range in {
			sum += n
			wg.Done()
		}
	}()
	for _, n := range numbers {
		wg.Add(1)
		in <- n
	}
	wg.Wait()
	close(in)
	return sum
}

func closer(names []string) (n int) {
	out := make(chan int)
	var wg sync.WaitGroup
	for _, name := range names {
		wg.Go(func() { out <- len(name) })
	}
	go func() {
		wg.Wait()
		close(out)
	}()
	for size := range out {
		n += size
	}
	return n
}

func own(names []string) {
	go func() { // want `nobody closes out`
		out := make(chan int)
		go func() {
			for _, name := range names {
				out <- len(name)
			}
		}()
		for size := range out {
			println(size)
		}
	}()
}

type queue struct{ items chan string }

func newQueue() *queue {
	q := &queue{items: make(chan string)}
	go q.run() // want `nobody closes items`
	return q
}

func (q *queue) run() {
	for item := range q.items {
		use(item)
	}
}

// Add adds an item.
func (q *queue) Add(item string) { q.items <- item }

// closedOnce closes in the loop, at the first empty name.
func closedOnce(names []string) {
	jobs := make(chan string)
	go func() {
		for name := range jobs {
			use(name)
		}
	}()
	open := true
	for _, name := range names {
		if open && name == "" {
			close(jobs)
			open = false
		}
	}
	if open {
		close(jobs)
	}
}

// closedDeferred closes when it fails, and else at the end.
func closedDeferred(names []string) (err error) {
	jobs := make(chan string)
	defer func() {
		if err != nil {
			close(jobs)
		}
	}()
	go func() {
		for name := range jobs {
			use(name)
		}
	}()
	for _, name := range names {
		if name == "" {
			return errors.New("no name")
		}
		jobs <- name
	}
	close(jobs)
	return nil
}

func skippedRound(batches [][]int, check func([]int) error) {
	for _, batch := range batches {
		in := make(chan int)
		go func() { // want `skippedRound may begin the next round of a loop without closing in`
			for v := range in {
				println(v)
			}
		}()
		if check(batch) != nil {
			continue
		}
		in <- len(batch)
		close(in)
	}
}

func closedInRound(batches [][]int, check func([]int) error) {
	for _, batch := range batches {
		in := make(chan int)
		go func() {
			for v := range in {
				println(v)
			}
		}()
		if check(batch) == nil {
			in <- len(batch)
		}
		close(in)
	}
}
