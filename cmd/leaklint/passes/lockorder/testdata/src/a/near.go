package a

import "sync"

// The second lock is asked for in what a test hands over.
var visitA, visitB sync.Mutex

func visitAll(visit func()) {
	visitA.Lock()
	visit()
	visitA.Unlock()
}

func takeVisitB() {
	visitB.Lock()
	visitB.Unlock()
}

func visitBack() {
	visitB.Lock()
	visitA.Lock()
	visitA.Unlock()
	visitB.Unlock()
}

// One of the locks may be any.
var givenA sync.Mutex

func givenSecond(mu *sync.Mutex) {
	givenA.Lock()
	mu.Lock()
	mu.Unlock()
	givenA.Unlock()
}

func givenFirst(mu *sync.Mutex) {
	mu.Lock()
	givenA.Lock()
	givenA.Unlock()
	mu.Unlock()
}

// One of the locks is tried by others.
var triedA, triedB sync.Mutex

func triedFirst() {
	triedA.Lock()
	triedB.Lock()
	triedB.Unlock()
	triedA.Unlock()
}

func triedBack() {
	triedB.Lock()
	triedA.Lock()
	triedA.Unlock()
	triedB.Unlock()
}

func tryA() {
	if triedA.TryLock() {
		triedA.Unlock()
	}
}

// The lock of a shelf comes before those of books on it, and that of a book before
// that of a shelf, which may be another one.
type shelf struct {
	mu    sync.Mutex
	books []*book
}

type book struct{ mu sync.Mutex }

func (s *shelf) dust() {
	s.mu.Lock()
	for _, b := range s.books {
		b.mu.Lock()
		b.mu.Unlock()
	}
	s.mu.Unlock()
}

func (b *book) put(s *shelf) {
	b.mu.Lock()
	s.mu.Lock()
	s.mu.Unlock()
	b.mu.Unlock()
}

// One of two visitors takes the lock.
var severalA, severalB sync.Mutex

type guest interface{ visit() }

type lockingGuest struct{}

func (*lockingGuest) visit() {
	severalB.Lock()
	severalB.Unlock()
}

type freeGuest struct{}

func (*freeGuest) visit() {}

func newGuest(locks bool) guest {
	if locks {
		return &lockingGuest{}
	}
	return &freeGuest{}
}

func severalFirst(locks bool) {
	g := newGuest(locks)
	severalA.Lock()
	g.visit()
	severalA.Unlock()
}

func severalBack() {
	severalB.Lock()
	severalA.Lock()
	severalA.Unlock()
	severalB.Unlock()
}

// A flag may say that the lock is held.
var flagA, flagB sync.Mutex

func flagHelper(locks bool) {
	if locks {
		flagB.Lock()
		flagB.Unlock()
	}
}

func flagFirst(locks bool) {
	flagA.Lock()
	flagHelper(locks)
	flagA.Unlock()
}

func flagBack() {
	flagB.Lock()
	flagA.Lock()
	flagA.Unlock()
	flagB.Unlock()
}

// Two that are passed are only read.
type page struct{ mu sync.RWMutex }

func (p *page) write() {
	p.mu.Lock()
	p.mu.Unlock()
}

func (p *page) compare(other *page) {
	p.mu.RLock()
	other.mu.RLock()
	other.mu.RUnlock()
	p.mu.RUnlock()
}
