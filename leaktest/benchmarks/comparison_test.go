package main

import (
	"slices"
	"testing"
	"time"
)

// blames lists the tools that find a leak in a body.
func blames(t *testing.T, body func()) (names []string) {
	t.Helper()
	for _, tool := range tools {
		if tool.check(body) {
			names = append(names, tool.name)
		}
	}
	return names
}

// TestNeighbor: a goroutine that a test beside this one starts is held against
// this one by all but leaktest. The README's comparison says so.
func TestNeighbor(t *testing.T) {
	stop := make(chan struct{})
	defer close(stop)
	work := make(chan func())
	defer close(work)
	go func() { // a test that runs beside this one
		for f := range work {
			f()
		}
	}()

	got := blames(t, func() {
		started := make(chan struct{})
		work <- func() {
			go func() { <-stop }()
			close(started)
		}
		<-started
	})
	if want := []string{"goleak", "fortytw2", "gleak"}; !slices.Equal(got, want) {
		t.Errorf("the test is blamed by %q, want %q", got, want)
	}
}

// TestWaits: goroutines that sleep, tick or wait for a peer are found by all
// four. They cannot be proven stuck, so the goroutineleak profile is silent.
func TestWaits(t *testing.T) {
	stop := make(chan struct{})
	defer close(stop)
	all := []string{"leaktest", "goleak", "fortytw2", "gleak"}
	for name, wait := range map[string]func(){
		"channel": func() { <-stop },
		"ticker": func() {
			ticker := time.NewTicker(time.Hour)
			select {
			case <-ticker.C:
			case <-stop:
			}
		},
		"sleep": func() { time.Sleep(time.Minute) },
	} {
		if got := blames(t, func() { go wait() }); !slices.Equal(got, all) {
			t.Errorf("%s: found by %q, want %q", name, got, all)
		}
	}
}
