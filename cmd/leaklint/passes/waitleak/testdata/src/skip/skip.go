// Package skip has goroutines that skip Done on some of their paths.
package skip

import (
	"os"
	"sync"
)

func early(names []string) {
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
	go func() { // want `goroutine waits for wg, whose Done is skipped on a path of a goroutine that it counts, so it may block forever \(waitleak\)`
		wg.Wait()
	}()
}

// Without a goroutine that waits, the one that skips Done is shown.
func here(name string) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() { // want `goroutine may return without calling Done, so here may wait for it forever`
		if os.Remove(name) == nil {
			wg.Done()
		}
	}()
	wg.Wait()
}

type server struct {
	wg   sync.WaitGroup
	name string
}

func (s *server) start() {
	s.wg.Add(1)
	go s.run() // want `goroutine may return without calling Done, so \(\*server\).Close may wait for it forever`
}

func (s *server) run() {
	f, err := os.Open(s.name)
	if err != nil {
		return
	}
	defer s.wg.Done()
	f.Close()
}

func (s *server) Close() { s.wg.Wait() }

// Near misses.

func deferred(name string) {
	var wg sync.WaitGroup
	wg.Add(2)
	go func() {
		defer wg.Done()
		if _, err := os.Stat(name); err != nil {
			return
		}
		os.Remove(name)
	}()
	go func() {
		defer func() {
			recover()
			wg.Done()
		}()
		if name == "" {
			return
		}
	}()
	wg.Wait()
}

// Every path calls it, some through a helper; others end the process.
func everyPath(name string) {
	var wg sync.WaitGroup
	finish := func() { wg.Done() }
	wg.Add(1)
	go func() {
		switch name {
		case "":
			wg.Done()
			return
		case "x":
			os.Exit(1)
		case "y":
			panic("y")
		}
		finish()
	}()
	wg.Wait()
}

// What is counted is work, not goroutines.
func work(jobs chan string) {
	var wg sync.WaitGroup
	for range 4 {
		go func() {
			for job := range jobs {
				os.Remove(job)
				wg.Done()
			}
		}()
	}
	for _, name := range os.Args {
		wg.Add(1)
		jobs <- name
	}
	close(jobs)
	wg.Wait()
}

// An optional group.
func optional(names []string) {
	var wg sync.WaitGroup
	for _, name := range names {
		wg.Add(1)
		go remove(name, &wg)
	}
	wg.Wait()
	remove("last", nil)
}

func remove(name string, wg *sync.WaitGroup) {
	if wg != nil {
		defer wg.Done()
	}
	os.Remove(name)
}

// Nobody waits.
func nobody(name string) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		if os.Remove(name) == nil {
			wg.Done()
		}
	}()
}

// The Done is handed on to the next goroutine.
func handedOn(name string) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		if name == "" {
			go func() {
				os.Remove(name)
				wg.Done()
			}()
			return
		}
		wg.Done()
	}()
	wg.Wait()
}

// A literal that somebody else calls.
func labeled(do func(func()), names []string) {
	var started sync.WaitGroup
	started.Add(len(names))
	for range names {
		go func() {
			do(func() { started.Done() })
		}()
	}
	started.Wait()
}
