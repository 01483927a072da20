package goroutine_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/leaktight/leaktight/leaktest/goroutine"
)

func TestBlocking(t *testing.T) {
	standard := func(f *goroutine.Frame) bool { return !strings.HasPrefix(f.Function, "example.com/") }
	for _, test := range []struct {
		reason, stack string
		want          int
		calls         []string
	}{
		{"the program's own", "sync.runtime_notifyListWait sync.(*Cond).Wait example.com/a.f example.com/a.g", 2, []string{"sync.runtime_notifyListWait", "sync.(*Cond).Wait"}},
		{"of the standard library the one that has a name", "internal/poll.(*FD).Read net.(*conn).Read net/http.(*conn).serve", 1, []string{"internal/poll.(*FD).Read", "net.(*conn).Read", "net/http.(*conn).serve"}},
		{"nobody knows any", "internal/poll.runtime_pollWait syscall.read", -1, []string{"internal/poll.runtime_pollWait", "syscall.read"}},
		{"no stack", "", -1, nil},
	} {
		var stack []goroutine.Frame
		for _, f := range strings.Fields(test.stack) {
			stack = append(stack, goroutine.Frame{Function: f})
		}
		if got := goroutine.Blocking(stack, standard); got != test.want {
			t.Errorf("%s: Blocking is %d, want %d", test.reason, got, test.want)
		}
		if got := goroutine.StandardCalls(stack, standard); !slices.Equal(got, test.calls) {
			t.Errorf("%s: StandardCalls are %q, want %q", test.reason, got, test.calls)
		}
	}
}
