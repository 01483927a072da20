package a

import (
	"sync"
	"time"
)

// There is one registry, so its cleaner is started once.
type registry struct {
	once  sync.Once
	items map[string]int
}

var global registry

func lookUp(name string) int { return global.get(name) }

func (r *registry) get(name string) int {
	r.once.Do(func() { go r.clean() })
	return r.items[name]
}

func (r *registry) clean() {
	for range time.NewTicker(time.Minute).C {
		clear(r.items)
	}
}

// Of this one there are many.
type ownRegistry struct {
	once  sync.Once
	items map[string]int
}

func lookUpIn(r *ownRegistry, name string) int { return r.get(name) }

func (r *ownRegistry) get(name string) int {
	r.once.Do(func() {
		go r.clean() // want `goroutine ranges over the channel of a ticker, which Stop does not close`
	})
	return r.items[name]
}

func (r *ownRegistry) clean() {
	for range time.NewTicker(time.Minute).C {
		clear(r.items)
	}
}
