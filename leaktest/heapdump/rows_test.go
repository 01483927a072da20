package heapdump_test

import (
	"iter"
	"runtime"
	"sync"
	"time"
)

// A block is what the goroutines of the rows hold: one mebibyte without pointers.
type block [1 << 20]byte

// A row is a way of holding a block, and what the contract says about it.
type row struct {
	name   string
	held   bool // whether the block is counted for its goroutine
	reason string

	// hold gets a block and blocks for ever. The twin's blocks are in a variable of
	// the package as well.
	hold func(get func() *block)
}

var rows = []row{
	{"local", true, "a variable of a frame", func(get func() *block) {
		b := get()
		<-never
		runtime.KeepAlive(b)
	}},
	{"stack-object", true, "a variable on the stack whose address was taken has no pointer map in the dump", func(get func() *block) {
		var l struct {
			pad [3]int
			b   *block
		}
		fill(&l.b, get)
		<-never
		runtime.KeepAlive(&l)
	}},
	{"full-buffer", true, "only the buffer of the channel refers to the block, and the channel's queue is the runtime's", func(get func() *block) {
		c := make(chan *block, 1)
		c <- get()
		c <- nil
	}},
	{"lock", true, "the runtime's table of locks refers to the mutex", func(get func() *block) {
		l := &locked{b: get()}
		l.mu.Lock()
		//leaklint:ignore lockleak nobody may wake it: the dump is taken while it waits
		l.mu.Lock()
	}},
	{"waitgroup", true, "the runtime's table of locks refers to the WaitGroup", func(get func() *block) {
		l := &locked{b: get()}
		l.wg.Add(1)
		l.wg.Wait()
	}},
	{"cond", true, "the runtime's list of waiters is in the Cond", func(get func() *block) {
		l := &locked{b: get()}
		l.mu.Lock()
		//leaklint:ignore condleak nobody may wake it: the dump is taken while it waits
		sync.NewCond(&l.mu).Wait()
	}},
	{"loop-defers", true, "defers of a loop are on the heap", func(get func() *block) {
		for range 1 {
			b := get()
			defer func() { use(b) }()
		}
		<-never
	}},
	{"open-coded-defer", true, "an open-coded defer has no record", func(get func() *block) {
		b := get()
		defer func() { use(b) }()
		<-never
	}},
	{"select-send", true, "the cases of a select are on the stack", func(get func() *block) {
		select {
		case make(chan *block) <- get():
		case <-never:
		}
	}},
	{"select-queues", true, "each case of a select has a place in a queue", func(get func() *block) {
		first, second := make(chan *block, 1), make(chan *block, 1)
		second <- get()
		select {
		case <-first:
		case second <- nil:
		case <-never:
		}
	}},
	{"plain-send", true, "the value of a plain send is on the stack", func(get func() *block) {
		make(chan *block) <- get()
	}},
	{"finalizer", true, "an object with a finalizer is freed when nothing else refers to it", func(get func() *block) {
		f := &finalized{b: get()}
		runtime.SetFinalizer(f, func(*finalized) {})
		<-never
		runtime.KeepAlive(f)
	}},
	{"finalizer-closure", false, "the closure of a finalizer is kept until it ran", func(get func() *block) {
		b, f := get(), new(finalized)
		runtime.SetFinalizer(f, func(*finalized) { use(b) })
		<-never
		runtime.KeepAlive(f)
	}},
	{"cleanup", true, "an object with a cleanup is freed when nothing else refers to it", func(get func() *block) {
		f := &finalized{b: get()}
		runtime.AddCleanup(f, func(int) {}, 0)
		<-never
		runtime.KeepAlive(f)
	}},
	{"cleanup-argument", true, "the dump has no cleanups: what their arguments refer to is counted nevertheless", func(get func() *block) {
		b, f := get(), new(finalized)
		runtime.AddCleanup(f, func(b *block) { use(b) }, b)
		<-never
		runtime.KeepAlive(f)
		runtime.KeepAlive(b)
	}},
	{"iterator", true, "the goroutine of an iterator that was not ended is one like any other", func(get func() *block) {
		b, yield := get(), yieldHere
		yield(1)
		use(b)
	}},
	{"iter-pull", false, "what an iterator holds is its goroutine's, not that of the one that pulls", func(get func() *block) {
		next, _ := iter.Pull(func(yield func(int) bool) {
			b := get()
			yield(1)
			use(b)
		})
		next()
		<-never
		next()
	}},
	{"timer", false, "a timer's function is the runtime's", func(get func() *block) {
		b := get()
		t := time.AfterFunc(24*time.Hour, func() { use(b) })
		<-never
		t.Stop()
		runtime.KeepAlive(b)
	}},
	{"timer-channel", true, "a timer that one waits for refers to its channel only", func(get func() *block) {
		b := get()
		<-time.NewTimer(24 * time.Hour).C
		runtime.KeepAlive(b)
	}},
	{"sleep", true, "the timer of a sleep refers to the goroutine", func(get func() *block) {
		b := get()
		time.Sleep(24 * time.Hour)
		runtime.KeepAlive(b)
	}},
	{"large-span", true, "an object of more than 32 KiB with pointers, of which the last counts", func(get func() *block) {
		large := make([]*block, largeLength)
		large[len(large)-1] = get()
		<-never
		runtime.KeepAlive(large)
	}},
	{"interior", true, "only a pointer into the block is left", func(get func() *block) {
		part := get()[1<<19 : 1<<19+1]
		<-never
		runtime.KeepAlive(part)
	}},
	{"closure", true, "the arguments of a goroutine that has not run yet are in a closure", func(get func() *block) {
		b := get()
		call(func() { <-never; use(b) })
	}},
}

// A locked has 512 bytes, as a finalized, so that one is not another's neighbour: a
// byte that the runtime puts where an address was makes it one of up to 255 further.
type locked struct {
	mu sync.Mutex
	wg sync.WaitGroup
	b  *block
	_  [480]byte
}

type finalized struct {
	b *block
	_ [504]byte
}

// startIterator runs f in the goroutine of an iterator until it yields.
func startIterator(f func()) {
	next, _ := iter.Pull(func(yield func(int) bool) {
		yieldHere = yield
		f()
	})
	next()
	yieldHere = nil
}

var yieldHere func(int) bool

var largeLength = 1 << 13 // not known to the compiler: the slice is on the heap

var never = make(chan int)

//go:noinline
func fill(to **block, get func() *block) { *to = get() }

//go:noinline
func use(b *block) { b[0]++ }

//go:noinline
func call(f func()) { f() }
