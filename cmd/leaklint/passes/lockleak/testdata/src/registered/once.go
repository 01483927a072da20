package registered

import "sync"

// A Once is asked for again by the function that it runs.
type lazy struct {
	once sync.Once
	base *lazy
	n    int
}

func (l *lazy) setup() { l.n = l.get() + 1 }

func (l *lazy) get() int {
	l.once.Do(l.setup) // want `\(\*lazy\).get calls Do of l.once again in registered.\(\*lazy\).get .* before its function has returned, which blocks forever`
	return l.n
}

func (l *lazy) from() int {
	l.once.Do(func() { l.n = l.base.from() }) // another one
	return l.n
}

type lazyRight struct {
	once sync.Once
	n    int
}

func (l *lazyRight) setup() { l.n = 1 }

func (l *lazyRight) get() int {
	l.once.Do(l.setup)
	return l.n
}

func (l *lazyRight) next() int {
	l.once.Do(func() { l.setup() })
	return l.get()
}

// A function that holds the lock comes back to itself.
type parser struct {
	mu    sync.Mutex
	next  *parser
	depth int
}

func (p *parser) parse(depth int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if depth > 0 {
		p.element(depth) // want `\(\*parser\).parse locks p.mu again in registered.\(\*parser\).parse`
	}
}

func (p *parser) element(depth int) { p.parse(depth - 1) }

func (p *parser) parseNext(depth int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.next != nil {
		p.next.parseNext(depth) // another one
	}
}

func (p *parser) parseRight(depth int) {
	p.mu.Lock()
	p.depth = depth
	p.mu.Unlock()
	if depth > 0 {
		p.parseRight(depth - 1)
	}
}
