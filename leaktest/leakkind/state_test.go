package leakkind_test

import (
	"testing"

	"github.com/leaktight/leaktight/leaktest/leakkind"
)

// TestOfState: the kind and the words for states of each sort.
func TestOfState(t *testing.T) {
	for _, test := range []struct {
		state       string
		calls       []string
		kind, words string
	}{
		{"chan send", nil, leakkind.Send, "a channel send"},
		{"chan send (nil chan)", nil, leakkind.NilChan, "a channel send on a nil channel"},
		{"chan receive", nil, leakkind.Recv, "a channel receive"},
		{"select", nil, leakkind.Select, "select"},
		{"select (no cases)", nil, leakkind.Select, "an empty select"},
		{"sleep", nil, leakkind.Sleep, "time.Sleep"},
		{"IO wait", nil, leakkind.IO, "I/O"},
		{"sync.Mutex.Lock", nil, leakkind.Lock, "sync.Mutex.Lock"},
		{"sync.WaitGroup.Wait", nil, leakkind.Wait, "sync.WaitGroup.Wait"},
		{"semacquire", []string{"sync.runtime_Semacquire", "sync.(*WaitGroup).Wait"}, leakkind.Wait, "semacquire"},
		{"runnable", []string{"time.Sleep", "main.main"}, leakkind.Sleep, "runnable"},
		{"running", nil, leakkind.Loop, "running"},
		{"finalizer wait", nil, "", "finalizer wait"},
	} {
		if got := leakkind.OfState(test.state, test.calls); got != test.kind {
			t.Errorf("OfState(%q, %q) = %q, want %q", test.state, test.calls, got, test.kind)
		}
		if got := leakkind.WaitsIn(test.kind, test.state); got != test.words {
			t.Errorf("WaitsIn(%q, %q) = %q, want %q", test.kind, test.state, got, test.words)
		}
	}
}

// TestResourceOf: a goroutine of the standard library belongs to what its user
// left open, and what the program itself calls does not.
func TestResourceOf(t *testing.T) {
	calls := []string{"internal/poll.runtime_pollWait", "net.(*conn).Read", "net/http.(*persistConn).readLoop"}
	if r, ok := leakkind.ResourceOf("IO wait", "", calls); !ok || r.Kind != leakkind.HTTP {
		t.Errorf("an idle connection is %+v, want the kind %s", r, leakkind.HTTP)
	}
	if r, ok := leakkind.ResourceOf("chan send", "main.main", []string{"main.f"}); ok {
		t.Errorf("a send of the program itself belongs to %+v, want nothing", r)
	}
}
