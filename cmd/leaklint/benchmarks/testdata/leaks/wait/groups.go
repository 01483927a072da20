// Package wait holds programs that wait for a group which is never done, and
// for contexts that are never canceled, each next to a twin that goes on.
package wait

import (
	"context"
	"os"
	"sync"

	"golang.org/x/sync/errgroup"
)

// InLoop waits for all of its goroutines in the loop that starts them.
func InLoop(names []string) {
	go func() { // want waitleak
		var wg sync.WaitGroup
		wg.Add(len(names))
		for _, name := range names {
			go func() {
				defer wg.Done()
				os.Remove(name)
			}()
			wg.Wait()
		}
	}()
}

func InLoopFixed(names []string) {
	go func() {
		var wg sync.WaitGroup
		wg.Add(len(names))
		for _, name := range names {
			go func() {
				defer wg.Done()
				os.Remove(name)
			}()
		}
		wg.Wait()
	}()
}

// EarlyReturn skips Done when the file is not there.
func EarlyReturn(names []string) {
	var wg sync.WaitGroup
	for _, name := range names {
		wg.Add(1)
		go func() {
			if _, err := os.Stat(name); err != nil {
				return
			}
			os.Remove(name)
			wg.Done()
		}()
	}
	go func() { // want waitleak
		wg.Wait()
		println("removed")
	}()
}

func EarlyReturnFixed(names []string) {
	var wg sync.WaitGroup
	for _, name := range names {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if _, err := os.Stat(name); err != nil {
				return
			}
			os.Remove(name)
		}()
	}
	go func() {
		wg.Wait()
		println("removed")
	}()
}

// OneMore adds one more than is ever done.
func OneMore(f, g func()) {
	var wg sync.WaitGroup
	wg.Add(3)
	go func() { f(); wg.Done() }()
	go func() { g(); wg.Done() }()
	go func() { // want waitleak
		wg.Wait()
		println("done")
	}()
}

func OneMoreFixed(f, g func()) {
	var wg sync.WaitGroup
	wg.Add(2)
	go func() { f(); wg.Done() }()
	go func() { g(); wg.Done() }()
	go func() {
		wg.Wait()
		println("done")
	}()
}

// NoDone adds where nobody does.
func NoDone(f func()) {
	go func() { // want waitleak
		var wg sync.WaitGroup
		wg.Add(1)
		go f()
		wg.Wait()
	}()
}

func NoDoneFixed(f func()) {
	go func() {
		var wg sync.WaitGroup
		wg.Add(1)
		go func() {
			defer wg.Done()
			f()
		}()
		wg.Wait()
	}()
}

// finish is done for names only.
func finish(name string, wg *sync.WaitGroup) {
	os.Remove(name)
	if name != "" {
		wg.Done()
	}
}

// Conditional calls a function that is done for some names only.
func Conditional(names []string) {
	var wg sync.WaitGroup
	for _, name := range names {
		wg.Add(1)
		go finish(name, &wg)
	}
	go func() { // want waitleak
		wg.Wait()
	}()
}

func ConditionalFixed(names []string) {
	var wg sync.WaitGroup
	for _, name := range names {
		if name == "" {
			continue
		}
		wg.Add(1)
		go finishAll(name, &wg)
	}
	go func() {
		wg.Wait()
	}()
}

func finishAll(name string, wg *sync.WaitGroup) {
	defer wg.Done()
	os.Remove(name)
}

// Skipped returns before Wait, with a worker that waits for more work.
func Skipped(ctx context.Context, names []string) error {
	g, ctx := errgroup.WithContext(ctx)
	jobs := make(chan string)
	g.Go(func() error { // want rangeleak|waitleak
		for name := range jobs {
			os.Remove(name)
		}
		return nil
	})
	for _, name := range names {
		if _, err := os.Stat(name); err != nil {
			return err
		}
		jobs <- name
	}
	close(jobs)
	return g.Wait()
}

func SkippedFixed(ctx context.Context, names []string) error {
	g, ctx := errgroup.WithContext(ctx)
	jobs := make(chan string)
	g.Go(func() error {
		for name := range jobs {
			os.Remove(name)
		}
		return nil
	})
	err := func() error {
		defer close(jobs)
		for _, name := range names {
			if _, err := os.Stat(name); err != nil {
				return err
			}
			jobs <- name
		}
		return nil
	}()
	return max2(err, g.Wait())
}

func max2(a, b error) error {
	if a != nil {
		return a
	}
	return b
}
