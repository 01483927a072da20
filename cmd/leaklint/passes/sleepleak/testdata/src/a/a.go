// Package a has goroutines that sleep.
package a

import (
	"context"
	"log"
	"net/http"
	"os"
	"runtime"
	"sync"
	"time"
)

type cache struct{ items map[string]int }

func (c *cache) expire() error { return nil }

func newCache() *cache {
	c := new(cache)
	go func() { // want `goroutine sleeps in a loop without a way out, so each call of newCache leaves one behind \(sleepleak\)`
		for {
			time.Sleep(time.Minute)
			c.expire()
		}
	}()
	return c
}

func (c *cache) janitor() {
	for {
		if err := c.expire(); err != nil {
			log.Print(err)
			continue
		}
		time.Sleep(time.Minute)
	}
}

func NewCache() *cache {
	c := new(cache)
	go c.janitor() // want `goroutine sleeps in a loop without a way out, so each call of NewCache`
	return c
}

// The early return is on another path: past it there is no way out.
func maybe(on bool) {
	go func() { // want `goroutine sleeps in a loop`
		if !on {
			return
		}
		for {
			time.Sleep(time.Minute)
		}
	}()
}

func group() {
	var wg sync.WaitGroup
	wg.Go(func() { // want `goroutine sleeps in a loop`
		for {
			time.Sleep(time.Minute)
		}
	})
	time.AfterFunc(time.Minute, func() { // want `goroutine sleeps in a loop`
		for {
			time.Sleep(time.Minute)
		}
	})
}

func generic[T any](work func(T), x T) {
	go func() { // want `goroutine sleeps in a loop`
		for {
			work(x)
			time.Sleep(time.Minute)
		}
	}()
}

// What init registers may be called once, which is advice, or for each request.
func init() {
	register(func() { go new(cache).janitor() })
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		go new(cache).janitor() // want `goroutine sleeps in a loop without a way out, so each call of a function in init leaves one behind`
	})
}

func register(func()) {}

// Near misses.

func leaves(c *cache, ctx context.Context) {
	go func() {
		for {
			if err := c.expire(); err != nil {
				return
			}
			time.Sleep(time.Minute)
		}
	}()
	go func() {
		for ctx.Err() == nil {
			time.Sleep(time.Minute)
		}
	}()
	go func() {
		for {
			if err := c.expire(); err != nil {
				log.Fatal(err)
			}
			time.Sleep(time.Minute)
		}
	}()
	go func() {
		for {
			if err := c.expire(); err != nil {
				runtime.Goexit()
			}
			time.Sleep(time.Minute)
		}
	}()
	go func() {
		for {
			giveUp(c.expire())
			time.Sleep(time.Minute)
		}
	}()
	go func() {
		for {
			if err := c.expire(); err != nil {
				goto out
			}
			time.Sleep(time.Minute)
		}
	out:
	}()
}

func giveUp(err error) {
	if err != nil {
		os.Exit(1)
	}
}

// A caller that never returns cannot start a second one.
func serve(c *cache) {
	go c.janitor()
	select {}
}

// Once for the process, through a helper that nobody else calls.
var start sync.Once

func ensure() { start.Do(background) }

func background() { go new(cache).janitor() }

var std = newStd()

func newStd() *cache {
	c := new(cache)
	go c.janitor()
	return c
}
