package a

import "sync"

// Near misses: what is done with these groups is not all seen.

// Jobs can be done by other packages.
type Jobs struct{ Group sync.WaitGroup }

func (j *Jobs) start() {
	j.Group.Add(1)
	go func() { j.Group.Wait() }()
}

func byMethodValue(count func(add func(int))) {
	var wg sync.WaitGroup
	wg.Add(1)
	count(wg.Add)
	go func() { wg.Wait() }()
}

var shared *sync.WaitGroup

func byVariable() {
	var wg sync.WaitGroup
	wg.Add(1)
	shared = &wg
	go func() { wg.Wait() }()
}

// The goroutine may wait for the other group.
func byPointer(other *sync.WaitGroup, pick bool) {
	var wg sync.WaitGroup
	p := &wg
	if pick {
		p = other
	}
	wg.Add(1)
	go func() { p.Wait() }()
}

func byEither(pick bool) {
	var one, two sync.WaitGroup
	one.Add(1)
	two.Add(1)
	p := &one
	if pick {
		p = &two
	}
	p.Done()
	go func() { one.Wait() }()
}

func byNegative() {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() { wg.Add(-1) }()
	go func() { wg.Wait() }()
}
