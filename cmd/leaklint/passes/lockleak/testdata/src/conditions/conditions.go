// Package conditions has locks that are released under conditions: where these cover
// every path nothing is reported, and else it is.
package conditions

import "sync"

func work() {}

type box struct {
	mu sync.Mutex
	n  int
}

func (b *box) text(mode string) {
	b.mu.Lock()
	if mode == "fast" {
		b.mu.Unlock()
	}
	work()
	if mode != "fast" {
		b.mu.Unlock()
	}
}

func (b *box) otherText(mode string) {
	b.mu.Lock() // want `otherText may return without releasing b.mu`
	if mode == "fast" {
		b.mu.Unlock()
	}
	work()
	if mode == "slow" {
		b.mu.Unlock()
	}
}

func (b *box) odd(n int) {
	if n&1 == 1 {
		b.mu.Lock()
	}
	work()
	if n&1 != 0 {
		b.mu.Unlock()
	}
}

func (b *box) first(names []string) {
	locked := false
	for _, name := range names {
		if name != "" && !locked {
			b.mu.Lock()
			locked = true
		}
	}
	if locked {
		b.mu.Unlock()
	}
}

// kind is given by all callers, and has no other values.
type kind int

const (
	small kind = iota
	large
	huge
)

func (b *box) each(k kind) int {
	b.mu.Lock()
	switch k {
	case small:
		defer b.mu.Unlock()
		return b.n
	case large, huge:
		defer b.mu.Unlock()
		return b.n * 1000
	default:
	}
	return -1
}

func (b *box) Small() int { return b.each(small) }
func (b *box) Large() int { return b.each(large) }

func (b *box) some(k kind) int {
	b.mu.Lock() // want `some may return without releasing b.mu`
	switch k {
	case small:
		defer b.mu.Unlock()
		return b.n
	case large:
		defer b.mu.Unlock()
		return b.n * 1000
	}
	return -1
}

func (b *box) SomeSmall() int { return b.some(small) }
func (b *box) SomeHuge() int  { return b.some(huge) }

// Level can be named by other packages; only what its callers here give is known.
type Level string

const (
	Low  Level = "low"
	High Level = "high"
)

func (b *box) at(l Level) {
	b.mu.Lock()
	if l == Low {
		b.mu.Unlock()
		return
	}
	if l == High {
		b.mu.Unlock()
	}
}

func (b *box) AtLow()  { b.at(Low) }
func (b *box) AtHigh() { b.at(High) }

func (b *box) AtAny(l Level) {
	b.mu.Lock() // want `AtAny may return without releasing b.mu`
	if l == Low {
		b.mu.Unlock()
		return
	}
	if l == High {
		b.mu.Unlock()
	}
}

// state is a field of a type of which all values are constants.
type state uint8

const (
	idle state = 1 << iota
	busy
	ended
)

type machine struct {
	mu sync.Mutex
	is state
}

func newMachine() *machine { return &machine{is: idle} }

func (m *machine) begin() { m.is = busy }

func (m *machine) end() { m.is = ended }

func (m *machine) step() {
	switch s := m.is; s {
	case 0, idle:
		m.mu.Lock()
		m.mu.Unlock()
	default:
		m.mu.Lock()
		if s == busy || s == ended {
			m.mu.Unlock()
		}
	}
}

// many asks five things twice, and none of them has to do with the lock.
func (b *box) many(v, w, x, y, z bool) {
	for range 2 {
		if v {
			work()
		}
		if w {
			work()
		}
		if x {
			work()
		}
		if y {
			work()
		}
		if z {
			work()
		}
	}
	if v {
		work()
	}
	if w {
		work()
	}
	if x {
		work()
	}
	if y {
		work()
	}
	if z {
		work()
	}
	b.mu.Lock()
	b.mu.Lock() // want `many locks b.mu again`
}

// manyWithFlag asks as much, and a flag that was set before all that decides.
func (b *box) manyWithFlag(lock, v, w, x, y, z bool) {
	held := false
	if lock {
		held = true
	}
	if v {
		work()
	}
	if w {
		work()
	}
	if x {
		work()
	}
	if y {
		work()
	}
	if z {
		work()
	}
	if lock {
		b.mu.Lock()
	}
	if v {
		work()
	}
	if w {
		work()
	}
	if x {
		work()
	}
	if y {
		work()
	}
	if z {
		work()
	}
	if held {
		b.mu.Unlock()
	}
}
