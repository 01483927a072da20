package user

import "dep"

func wrong(g *dep.Guarded) int {
	g.Lock()
	defer g.Unlock()
	return g.Count() // want `wrong locks g again in dep.\(\*Guarded\).Count \(dep.go:12\) while it holds it`
}

func right(g *dep.Guarded) int {
	g.Lock()
	defer g.Unlock()
	return g.CountLocked()
}

func box(b *dep.Box) {
	b.Acquire()
	b.Do() // want `box locks b.mu again in dep.\(\*Box\).Do \(dep.go:26\) while it holds it`
	b.Release()
}

func boxRight(b *dep.Box) {
	b.Acquire()
	b.Release()
	b.Do()
}

func each(b *dep.Box) {
	b.Each(func() { b.Do() }) // want `each locks b.mu again in dep.\(\*Box\).Do`
}

func eachOther(b, other *dep.Box) {
	b.Each(func() { other.Do() })
}

func twice(g *dep.Guarded) {
	g.Lock()
	defer g.Unlock()
	dep.Twice(func() { g.Count() }) // want `twice locks g again in dep.\(\*Guarded\).Count`
}
