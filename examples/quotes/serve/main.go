// Serve runs the price service of package quotes, with the profiles of
// net/http/pprof and the page of leakwatch beside it:
//
//	go run ./examples/quotes/serve [-fixed] [-addr localhost:8080] [-every 1s]
//	curl 'localhost:8080/quote?article=tea'
//	curl 'localhost:8080/debug/leaks?format=text'
//	leaklint triage 'http://localhost:8080/debug/pprof/goroutine?debug=2' -- ./examples/quotes
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/http"
	_ "net/http/pprof"
	"os"
	"time"

	"github.com/leaktight/leaktight/examples/quotes"
	"github.com/leaktight/leaktight/leaktest/leakwatch"
)

func main() {
	addr := flag.String("addr", "localhost:8080", "`address` to listen at; port 0 takes a free one")
	fixed := flag.Bool("fixed", false, "run the service without the leak")
	every := flag.Duration("every", time.Second, "time between two samples of the goroutines; a real service takes the default of leakwatch, a minute")
	flag.Parse()
	if err := serve(*addr, *fixed, *every); err != nil {
		fmt.Fprintln(os.Stderr, "serve:", err)
		os.Exit(1)
	}
}

func serve(addr string, fixed bool, every time.Duration) error {
	watcher := leakwatch.Start(leakwatch.Every(every), leakwatch.OnSuspect(func(g leakwatch.Group) {
		fmt.Fprintf(os.Stderr, "serve: %d goroutines in %s, %+.0f an hour: see /debug/leaks\n", g.Count, g.Place().Function, g.PerHour)
	}))
	defer watcher.Stop()
	http.Handle("/debug/leaks", watcher)
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	fmt.Printf("http://%s\n", listener.Addr())
	suppliers := []quotes.Supplier{supplier(295, time.Millisecond), supplier(280, 5*time.Millisecond), supplier(310, 9*time.Millisecond)}
	service := quotes.LeakyService
	if fixed {
		service = quotes.FixedService
	}
	http.Handle("/quote", service(suppliers...))
	return http.Serve(listener, nil)
}

// supplier stands for a remote service that answers after a while.
func supplier(cents int, after time.Duration) quotes.Supplier {
	return func(ctx context.Context, article string) (int, error) {
		if article == "" {
			return 0, errors.New("which article?")
		}
		select {
		case <-time.After(after):
			return cents, nil
		case <-ctx.Done():
			return 0, ctx.Err()
		}
	}
}
