// Package conditions has contexts that are canceled under conditions: where these
// cover every path nothing is reported, and else it is.
package conditions

import "context"

func work() {}

func wait(ctx context.Context) { <-ctx.Done() }

func twice(fast bool) {
	ctx, cancel := context.WithCancel(context.Background())
	go wait(ctx)
	if fast {
		cancel()
	}
	work()
	if !fast {
		cancel()
	}
}

func twiceAlike(fast bool) {
	ctx, cancel := context.WithCancel(context.Background())
	go wait(ctx) // want `twiceAlike may return without canceling the context`
	if fast {
		cancel()
	}
	work()
	if fast {
		cancel()
	}
}

func number(n int) {
	ctx, cancel := context.WithCancel(context.Background())
	if n > 0 {
		go wait(ctx)
	}
	work()
	if n >= 1 {
		cancel()
	}
}

func otherNumber(n int) {
	ctx, cancel := context.WithCancel(context.Background())
	if n > 0 {
		go wait(ctx) // want `otherNumber may return without canceling the context`
	}
	work()
	if n > 1 {
		cancel()
	}
}

func flag(names []string) {
	ctx, cancel := context.WithCancel(context.Background())
	started := false
	for _, name := range names {
		if name == "" {
			continue
		}
		if !started {
			started = true
			go wait(ctx)
		}
	}
	if started {
		cancel()
	}
}

func wrongFlag(names []string) {
	ctx, cancel := context.WithCancel(context.Background())
	failed := false
	for _, name := range names {
		if name == "" {
			failed = true
			continue
		}
		go wait(ctx) // want `wrongFlag may return without canceling the context`
	}
	if failed {
		cancel()
	}
}

var try func() error

func failure() error {
	ctx, cancel := context.WithCancel(context.Background())
	go wait(ctx)
	err := try()
	if err != nil {
		cancel()
	}
	work()
	if err == nil {
		cancel()
	}
	return err
}

func otherFailure() error {
	ctx, cancel := context.WithCancel(context.Background())
	go wait(ctx) // want `otherFailure may return without canceling the context`
	err := try()
	if err != nil {
		cancel()
	}
	if err = try(); err == nil {
		cancel()
	}
	return err
}

type server struct {
	mode    mode
	verbose bool
}

type mode string

func (s *server) loud() bool { return s.verbose }

func (s *server) method() {
	ctx, cancel := context.WithCancel(context.Background())
	if s.loud() {
		go wait(ctx)
	}
	work()
	if s.loud() {
		cancel()
	}
}

func (s *server) text() {
	ctx, cancel := context.WithCancel(context.Background())
	switch s.mode {
	case "fast", "slow":
		go wait(ctx)
	}
	work()
	if s.mode == "fast" {
		cancel()
	}
	if s.mode == "slow" {
		cancel()
	}
}

func (s *server) otherText() {
	ctx, cancel := context.WithCancel(context.Background())
	switch s.mode {
	case "fast", "slow":
		go wait(ctx) // want `otherText may return without canceling the context`
	}
	work()
	if s.mode == "fast" {
		cancel()
	}
}

type kind int

const (
	small kind = iota
	large
	huge
)

func each(k kind) {
	ctx, cancel := context.WithCancel(context.Background())
	go wait(ctx)
	switch k {
	case small:
		cancel()
	case large, huge:
		work()
		cancel()
	}
}

func some(k kind) {
	ctx, cancel := context.WithCancel(context.Background())
	go wait(ctx) // want `some may return without canceling the context`
	switch k {
	case small, large:
		cancel()
	}
}

func which(a, b chan int) {
	ctx, cancel := context.WithCancel(context.Background())
	got := false
	select {
	case <-a:
		got = true
		go wait(ctx)
	case <-b:
	}
	work()
	if got {
		cancel()
	}
}

func deferred(fast bool) {
	ctx, cancel := context.WithCancel(context.Background())
	go wait(ctx)
	if fast {
		defer cancel()
	}
	work()
	if !fast {
		cancel()
	}
}
