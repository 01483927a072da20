package main

import (
	"context"
	"iter"
	"net"
	"runtime"
	"runtime/pprof"
	"sync"
	"time"

	yaml "github.com/leaktight/leaktight/leaktest/goroutine/testdata/capture/yaml.v3"
)

// held keeps things reachable, so that what waits for them is not leaked.
var held struct {
	c  chan int
	mu sync.Mutex
	rw sync.RWMutex
}

func init() {
	held.c = make(chan int)
	go func() { <-held.c }() // init.0.func1
}

// park starts the goroutines. Each kind of start and of waiting is there once.
func park() {
	go leakReceive(make(chan int), "in parentheses (", 7) // park.gowrap1
	go leakSend[string](make(chan string))
	go (&box[int]{c: make(chan int)}).wait()
	go (&yaml.Decoder{C: make(chan int)}).Decode()
	f := (&yaml.Decoder{C: make(chan int)}).Decode
	go f() // Decode-fm
	go func() { var c chan int; <-c }()
	go func() { var c chan int; c <- 1 }()
	go func() { select {} }()
	go func() {
		select {
		case <-make(chan int):
		case make(chan int) <- 1:
		}
	}()
	parkOnSync()
	parkOnTime()
	parkDeep()
	parkLabelled()
}

func leakReceive(c chan int, _ string, _ int) { <-c }

func leakSend[T any](c chan T) {
	var zero T
	c <- zero
}

type box[T any] struct{ c chan T }

func (b *box[T]) wait() { <-b.c }

func parkOnSync() {
	held.mu.Lock()
	go held.mu.Lock()
	held.rw.Lock()
	go held.rw.RLock()
	go func() { held.rw.Lock() }()
	go func() {
		var wg sync.WaitGroup
		wg.Add(1)
		wg.Wait()
	}()
	go func() {
		var mu sync.Mutex
		mu.Lock()
		sync.NewCond(&mu).Wait()
	}()
	new(sync.WaitGroup).Go(func() { <-held.c })
}

func parkOnTime() {
	go time.Sleep(time.Hour)
	time.AfterFunc(0, func() { <-held.c })
	go func() {
		next, _ := iter.Pull(func(yield func(int) bool) {
			yield(1)
			<-held.c
		})
		next()
		next()
	}()
	go func() {
		runtime.LockOSThread()
		<-held.c
	}()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	go l.Accept()
}

// spin is runnable or running forever.
func spin() {
	for {
		runtime.Gosched()
	}
}

// parkDeep parks a goroutine below more frames than a dump shows, and one that
// has ancestors.
func parkDeep() {
	go deep(150)
	ready := make(chan bool)
	go func() {
		go func() {
			go func() { ready <- true; <-held.c }()
		}()
	}()
	<-ready
}

func deep(n int) int {
	if n == 0 {
		return inlined()
	}
	return deep(n-1) + 1
}

func inlined() int { return <-held.c }

func parkLabelled() {
	for _, pairs := range [][]string{
		{"plain", "a/b_c.D9"},
		{"k", "v w"},
		{"key with space", "", "empty", ""},
		{"quote", "a\"b\\c", "brackets", "]: {x}, labels:{y: z}"},
		{"lines", "a\nb\rc\td"},
		{"control", "\x00\x1f\x7f"},
		{"unicode ü", "日本語 🦜", "replacement", "\ufffd"},
		{"not UTF-8", "\xff\xfe"},
	} {
		go pprof.Do(context.Background(), pprof.Labels(pairs...), func(context.Context) {
			<-make(chan int)
		})
	}
}
