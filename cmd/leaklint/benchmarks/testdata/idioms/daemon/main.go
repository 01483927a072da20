// Daemon holds goroutines that live as long as their process on purpose.
package main

import (
	"context"
	"expvar"
	"log"
	"net/http"
	"os"
	"os/signal"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

var (
	once sync.Once
	now  atomic.Int64
	jobs = make(chan func())
)

// clock is started once in a process and serves all of it.
func clock() int64 {
	once.Do(func() {
		now.Store(time.Now().Unix())
		go func() {
			for {
				time.Sleep(time.Second)
				now.Store(time.Now().Unix())
			}
		}()
	})
	return now.Load()
}

// refresh is the same with a ticker, as a named function.
var refresh = sync.OnceFunc(func() {
	go tick()
})

func tick() {
	for range time.NewTicker(time.Minute).C {
		log.Print(clock())
	}
}

func init() {
	go work()
}

// work serves a channel of the package forever.
func work() {
	for f := range jobs {
		f()
	}
}

func main() {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	hup := make(chan os.Signal, 1)
	signal.Notify(hup, syscall.SIGTERM)
	go func() {
		for range hup {
			log.Print("reload")
		}
	}()
	go func() {
		for {
			time.Sleep(time.Minute)
			expvar.Do(func(v expvar.KeyValue) { log.Print(v.Key) })
		}
	}()
	go func() {
		log.Fatal(http.ListenAndServe("localhost:6060", nil))
	}()
	go watch(time.NewTicker(time.Second))
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		<-signals
		cancel()
		<-signals
		os.Exit(1)
	}()
	refresh()
	jobs <- func() { log.Print(clock()) }
	<-ctx.Done()
}

// watch is called by main only.
func watch(ticker *time.Ticker) {
	for {
		<-ticker.C
		log.Print(clock())
	}
}
