// Package send holds programs in which a goroutine sends and nobody receives,
// each next to a twin in which it can always go on.
package send

import (
	"context"
	"errors"
	"os"
	"time"
)

// LookupTimeout leaves the sender when the lookup is slow.
func LookupTimeout(host string) (string, error) {
	answer := make(chan string)
	go func() { // want sendleak
		answer <- resolve(host)
	}()
	select {
	case a := <-answer:
		return a, nil
	case <-time.After(time.Second):
		return "", errors.New("timeout")
	}
}

func LookupTimeoutFixed(host string) (string, error) {
	answer := make(chan string, 1)
	go func() {
		answer <- resolve(host)
	}()
	select {
	case a := <-answer:
		return a, nil
	case <-time.After(time.Second):
		return "", errors.New("timeout")
	}
}

func resolve(host string) string {
	time.Sleep(time.Duration(len(host)) * time.Millisecond)
	return host + "."
}

// LookupTimer is the same with a timer of its own.
func LookupTimer(host string) string {
	answer := make(chan string)
	go func() { answer <- resolve(host) }() // want sendleak
	timer := time.NewTimer(50 * time.Millisecond)
	defer timer.Stop()
	var result string
	select {
	case result = <-answer:
	case <-timer.C:
		result = "none"
	}
	return result
}

func LookupTimerFixed(host string) string {
	answer := make(chan string)
	go func() { answer <- resolve(host) }()
	timer := time.NewTimer(50 * time.Millisecond)
	defer timer.Stop()
	var result string
	select {
	case result = <-answer:
	case <-timer.C:
		<-answer
		result = "none"
	}
	return result
}

// FetchContext leaves the sender when the context is done first.
func FetchContext(ctx context.Context, name string) ([]byte, error) {
	type outcome struct {
		text []byte
		err  error
	}
	ch := make(chan outcome)
	go func() { // want sendleak
		text, err := os.ReadFile(name)
		ch <- outcome{text, err}
	}()
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case o := <-ch:
		return o.text, o.err
	}
}

func FetchContextFixed(ctx context.Context, name string) ([]byte, error) {
	type outcome struct {
		text []byte
		err  error
	}
	ch := make(chan outcome)
	go func() {
		text, err := os.ReadFile(name)
		select {
		case ch <- outcome{text, err}:
		case <-ctx.Done():
		}
	}()
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case o := <-ch:
		return o.text, o.err
	}
}

// ReadBoth returns on the first error, before it has received.
func ReadBoth(a, b string) (int, error) {
	size := make(chan int)
	go func() { // want sendleak
		text, _ := os.ReadFile(a)
		size <- len(text)
	}()
	text, err := os.ReadFile(b)
	if err != nil {
		return 0, err
	}
	return len(text) + <-size, nil
}

func ReadBothFixed(a, b string) (int, error) {
	size := make(chan int)
	go func() {
		text, _ := os.ReadFile(a)
		size <- len(text)
	}()
	text, err := os.ReadFile(b)
	other := <-size
	if err != nil {
		return 0, err
	}
	return len(text) + other, nil
}

// Fastest takes the first answer; the others stay.
func Fastest(hosts []string) string {
	first := make(chan string)
	for _, host := range hosts {
		go func() { // want sendleak
			first <- resolve(host)
		}()
	}
	return <-first
}

func FastestFixed(hosts []string) string {
	first := make(chan string, len(hosts))
	for _, host := range hosts {
		go func() {
			first <- resolve(host)
		}()
	}
	return <-first
}

// FirstError receives in a loop that it leaves on the first error.
func FirstError(names []string) error {
	errs := make(chan error)
	for _, name := range names {
		go func(name string) { // want sendleak
			errs <- os.Remove(name)
		}(name)
	}
	for range names {
		if err := <-errs; err != nil {
			return err
		}
	}
	return nil
}

func FirstErrorFixed(names []string) error {
	errs := make(chan error)
	for _, name := range names {
		go func(name string) {
			errs <- os.Remove(name)
		}(name)
	}
	var first error
	for range names {
		if err := <-errs; err != nil && first == nil {
			first = err
		}
	}
	return first
}

// Primary and backup race with one receive for two senders.
func Race() int {
	ch := make(chan int)
	go func() { ch <- work(1) }() // want sendleak
	go func() { ch <- work(2) }() // want sendleak
	return <-ch
}

func RaceFixed() int {
	ch := make(chan int, 1)
	go func() { ch <- work(1) }()
	go func() {
		select {
		case ch <- work(2):
		default:
		}
	}()
	return <-ch
}

func work(n int) int {
	time.Sleep(time.Duration(n) * time.Millisecond)
	return n * n
}

// Tokens stops reading when it has what it wants.
func Tokens(text string) int {
	tokens := make(chan rune)
	go func() { // want sendleak
		defer close(tokens)
		for _, r := range text {
			tokens <- r
		}
	}()
	n := 0
	for r := range tokens {
		if r == '.' {
			break
		}
		n++
	}
	return n
}

func TokensFixed(text string) int {
	tokens := make(chan rune)
	done := make(chan struct{})
	defer close(done)
	go func() {
		defer close(tokens)
		for _, r := range text {
			select {
			case tokens <- r:
			case <-done:
				return
			}
		}
	}()
	n := 0
	for r := range tokens {
		if r == '.' {
			break
		}
		n++
	}
	return n
}

// Poll looks once and goes away.
func Poll() (int, bool) {
	ch := make(chan int)
	go func() { ch <- work(3) }() // want sendleak
	select {
	case n := <-ch:
		return n, true
	default:
		return 0, false
	}
}

func PollFixed() (int, bool) {
	ch := make(chan int, 1)
	go func() { ch <- work(3) }()
	select {
	case n := <-ch:
		return n, true
	default:
		return 0, false
	}
}

// Interrupted has two channels and reads one of them.
func Interrupted() (int, error) {
	values := make(chan int)
	errs := make(chan error)
	go func() { // want sendleak
		values <- work(4)
	}()
	go func() { // want sendleak
		_, err := os.Stat("/")
		errs <- err
	}()
	select {
	case v := <-values:
		return v, nil
	case err := <-errs:
		return 0, err
	}
}

func InterruptedFixed() (int, error) {
	values := make(chan int, 1)
	errs := make(chan error, 1)
	go func() {
		values <- work(4)
	}()
	go func() {
		_, err := os.Stat("/")
		errs <- err
	}()
	select {
	case v := <-values:
		return v, nil
	case err := <-errs:
		return 0, err
	}
}
