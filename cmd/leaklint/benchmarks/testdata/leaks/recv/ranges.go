package recv

import (
	"errors"
	"os"
	"sync"

	"github.com/leaktight/leaktight/cmd/leaklint/benchmarks/testdata/leaks/async"
)

// Pool never closes its jobs: the workers stay.
func Pool(names []string) {
	jobs := make(chan string)
	for range 4 {
		go func() { // want rangeleak
			for name := range jobs {
				os.Remove(name)
			}
		}()
	}
	for _, name := range names {
		jobs <- name
	}
}

func PoolFixed(names []string) {
	jobs := make(chan string)
	for range 4 {
		go func() {
			for name := range jobs {
				os.Remove(name)
			}
		}()
	}
	for _, name := range names {
		jobs <- name
	}
	close(jobs)
}

// Abort closes at the end, and returns before it on an error.
func Abort(names []string) error {
	jobs := make(chan string)
	go func() { // want rangeleak
		for name := range jobs {
			os.Remove(name)
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

func AbortFixed(names []string) error {
	jobs := make(chan string)
	defer close(jobs)
	go func() {
		for name := range jobs {
			os.Remove(name)
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

func consume(wg *sync.WaitGroup, in <-chan int, sum *int) {
	defer wg.Done()
	for n := range in {
		*sum += n
	}
}

// Sum waits for a consumer that waits for it: both stay, and so does whoever
// started Sum.
func Sum(numbers []int) {
	go func() { // want waitleak|rangeleak|recvleak
		var wg sync.WaitGroup
		in := make(chan int)
		sum := 0
		wg.Add(1)
		go consume(&wg, in, &sum) // want rangeleak
		for _, n := range numbers {
			in <- n
		}
		wg.Wait()
		close(in)
	}()
}

func SumFixed(numbers []int) {
	go func() {
		var wg sync.WaitGroup
		in := make(chan int)
		sum := 0
		wg.Add(1)
		go consume(&wg, in, &sum)
		for _, n := range numbers {
			in <- n
		}
		close(in)
		wg.Wait()
	}()
}

// Elsewhere ranges in a helper of another package.
func Elsewhere(numbers []int) {
	in := make(chan int)
	go async.Drain(in) // want rangeleak
	for _, n := range numbers {
		in <- n
	}
}

func ElsewhereFixed(numbers []int) {
	in := make(chan int)
	go async.Drain(in)
	for _, n := range numbers {
		in <- n
	}
	close(in)
}

// Marks starts its consumer in a constructor; no method closes the field.
type Marks struct {
	ch   chan int
	last int
}

// Init must be called once.
func (m *Marks) Init() {
	m.ch = make(chan int, 100)
	go m.process() // want rangeleak
}

// Mark hands one over.
func (m *Marks) Mark(n int) { m.ch <- n }

func (m *Marks) process() {
	for n := range m.ch {
		m.last = max(m.last, n)
	}
}

// FixedMarks is Marks with a Close.
type FixedMarks struct {
	ch   chan int
	last int
}

// Init must be called once.
func (m *FixedMarks) Init() {
	m.ch = make(chan int, 100)
	go m.process()
}

// Mark hands one over.
func (m *FixedMarks) Mark(n int) { m.ch <- n }

func (m *FixedMarks) process() {
	for n := range m.ch {
		m.last = max(m.last, n)
	}
}

// Close ends the goroutine when all marks are processed.
func (m *FixedMarks) Close() { close(m.ch) }

// Queue is the same for any type.
type Queue[T any] struct {
	in chan T
	f  func(T)
}

// NewQueue starts the consumer.
func NewQueue[T any](f func(T)) *Queue[T] {
	q := &Queue[T]{in: make(chan T), f: f}
	go func() { // want rangeleak
		for v := range q.in {
			q.f(v)
		}
	}()
	return q
}

// Put hands one over.
func (q *Queue[T]) Put(v T) { q.in <- v }

// FixedQueue is Queue with a Close.
type FixedQueue[T any] struct {
	in chan T
	f  func(T)
}

// NewFixedQueue starts the consumer.
func NewFixedQueue[T any](f func(T)) *FixedQueue[T] {
	q := &FixedQueue[T]{in: make(chan T), f: f}
	go func() {
		for v := range q.in {
			q.f(v)
		}
	}()
	return q
}

// Put hands one over.
func (q *FixedQueue[T]) Put(v T) { q.in <- v }

// Close ends the consumer.
func (q *FixedQueue[T]) Close() { close(q.in) }

// generate sends all and forgets to close what the collector ranges over.
func generate(names []string) <-chan string {
	out := make(chan string)
	go func() {
		for _, name := range names {
			out <- name
		}
	}()
	return out
}

// Collect starts a collector that waits for the close.
func Collect(names []string) {
	out := generate(names)
	go func() { // want rangeleak
		for name := range out {
			os.Remove(name)
		}
	}()
}

func generateFixed(names []string) <-chan string {
	out := make(chan string)
	go func() {
		defer close(out)
		for _, name := range names {
			out <- name
		}
	}()
	return out
}

func CollectFixed(names []string) {
	out := generateFixed(names)
	go func() {
		for name := range out {
			os.Remove(name)
		}
	}()
}

// Results are closed by nobody when the workers are done.
func Results(names []string) {
	var wg sync.WaitGroup
	results := make(chan error)
	for _, name := range names {
		wg.Go(func() {
			results <- os.Remove(name)
		})
	}
	go func() { // want rangeleak
		for err := range results {
			println(err.Error())
		}
	}()
	wg.Wait()
}

func ResultsFixed(names []string) {
	var wg sync.WaitGroup
	results := make(chan error)
	for _, name := range names {
		wg.Go(func() {
			results <- os.Remove(name)
		})
	}
	go func() {
		for err := range results {
			println(err.Error())
		}
	}()
	wg.Wait()
	close(results)
}
