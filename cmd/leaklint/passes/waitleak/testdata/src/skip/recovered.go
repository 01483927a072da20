package skip

import (
	"log"
	"os"
	"sync"
)

// A panic that is recovered passes Done by.

func recovered(name string) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() { // want `goroutine may recover from a panic without calling Done, so recovered may wait for it forever`
		defer func() {
			if r := recover(); r != nil {
				log.Print(r)
			}
		}()
		if name == "" {
			panic("no name")
		}
		os.Remove(name)
		wg.Done()
	}()
	wg.Wait()
}

func must(name string) {
	if err := os.Remove(name); err != nil {
		panic(err)
	}
}

func safely() {
	if r := recover(); r != nil {
		log.Print(r)
	}
}

func recoveredBelow(names []string) {
	var wg sync.WaitGroup
	for _, name := range names {
		wg.Add(1)
		go func() { // want `goroutine may recover from a panic without calling Done`
			defer safely()
			must(name)
			wg.Done()
		}()
	}
	wg.Wait()
}

// Near misses.

func recoveredDeferred(name string) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		defer safely()
		must(name)
	}()
	wg.Wait()
}

func recoveredDone(name string) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer func() {
			recover()
			wg.Done()
		}()
		must(name)
	}()
	wg.Wait()
}

// Nothing recovers: the process ends.
func unrecovered(name string) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		must(name)
		wg.Done()
	}()
	wg.Wait()
}

// The panic is recovered where it is raised.
func recoveredInside(name string) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer safely()
		func() {
			defer safely()
			must(name)
		}()
		wg.Done()
	}()
	wg.Wait()
}

func recoveredAfter(name string) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer safely()
		wg.Done()
		must(name)
	}()
	wg.Wait()
}
