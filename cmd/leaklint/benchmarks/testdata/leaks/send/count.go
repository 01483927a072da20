package send

import (
	"context"
	"errors"
	"os"
)

// Second sends twice into room for one when there is an error, and nobody may
// be there to make room.
func Second(ctx context.Context, name string) error {
	errs := make(chan error, 1)
	go func() { // want sendleak
		f, err := os.Open(name)
		if err != nil {
			errs <- err
		}
		errs <- f.Close()
	}()
	select {
	case err := <-errs:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func SecondFixed(ctx context.Context, name string) error {
	errs := make(chan error, 1)
	go func() {
		f, err := os.Open(name)
		if err != nil {
			errs <- err
			return
		}
		errs <- f.Close()
	}()
	select {
	case err := <-errs:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Report sends the result and then the end, but the end is not received.
func Report(names []string) int {
	lines := make(chan string)
	go func() { // want sendleak
		lines <- names[0]
		lines <- "end"
	}()
	return len(<-lines)
}

func ReportFixed(names []string) int {
	lines := make(chan string, 1)
	go func() {
		lines <- names[0]
		lines <- "end"
	}()
	return len(<-lines)
}

// Half starts a sender per name and receives for every other one.
func Half(names []string) (total int64) {
	sizes := make(chan int64)
	for _, name := range names {
		go func() { // want sendleak
			sizes <- size(name)
		}()
	}
	for i := 0; i < len(names)-1; i++ {
		total += <-sizes
	}
	return total
}

func HalfFixed(names []string) (total int64) {
	sizes := make(chan int64)
	for _, name := range names {
		go func() {
			sizes <- size(name)
		}()
	}
	for i := 0; i < len(names); i++ {
		total += <-sizes
	}
	return total
}

func size(name string) int64 {
	info, err := os.Stat(name)
	if err != nil {
		return 0
	}
	return info.Size()
}

// Three has room for two senders out of three.
func Three() {
	done := make(chan bool, 2)
	for range 3 {
		go func() { // want sendleak
			done <- size("/") > 0
		}()
	}
}

func ThreeFixed() {
	done := make(chan bool, 3)
	for range 3 {
		go func() {
			done <- size("/") > 0
		}()
	}
}

// Deferred sends its verdict when it ends, which may be after the caller.
func Deferred(name string, strict bool) error {
	verdict := make(chan error)
	go func() { // want sendleak
		var err error
		defer func() { verdict <- err }()
		_, err = os.Stat(name)
	}()
	if strict && name == "" {
		return errors.New("no name")
	}
	return <-verdict
}

func DeferredFixed(name string, strict bool) error {
	if strict && name == "" {
		return errors.New("no name")
	}
	verdict := make(chan error)
	go func() {
		var err error
		defer func() { verdict <- err }()
		_, err = os.Stat(name)
	}()
	return <-verdict
}

// Alone sends on a channel that nobody else has.
func Alone() {
	done := make(chan struct{})
	go func() { // want sendleak
		_ = os.Remove("x")
		done <- struct{}{}
	}()
}

func AloneFixed() {
	done := make(chan struct{})
	go func() {
		_ = os.Remove("x")
		close(done)
	}()
}
