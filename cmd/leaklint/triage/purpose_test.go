package triage_test

import (
	"fmt"
	"strings"
	"testing"
)

// record is a goroutine of a debug=2 text: its header without the number, and its stack
// as function file:line, innermost first, the last one the go statement's.
func record(id, header string, creator string, stack ...string) string {
	var b strings.Builder
	b.WriteString("goroutine " + id + " [" + header + "]:\n")
	for _, call := range stack {
		function, position, _ := strings.Cut(call, " ")
		b.WriteString(function + "()\n\t" + position + " +0x1\n")
	}
	if creator != "" {
		function, position, _ := strings.Cut(creator, " ")
		parent := "1"
		if name, number, ok := strings.Cut(function, "@"); ok {
			function, parent = name, number
		}
		b.WriteString("created by " + function + " in goroutine " + parent + "\n\t" + position + " +0x1\n")
	}
	return b.String() + "\n"
}

// Stacks of the standard library, as Go 1.26 has them.
var (
	waitsForIO = []string{"internal/poll.runtime_pollWait /go/src/runtime/netpoll.go:351", "internal/poll.(*FD).Read /go/src/internal/poll/fd_unix.go:165"}
	accepts    = []string{"internal/poll.runtime_pollWait /go/src/runtime/netpoll.go:351", "internal/poll.(*FD).Accept /go/src/internal/poll/fd_unix.go:613",
		"net.(*TCPListener).Accept /go/src/net/tcpsock.go:380", "net/http.(*Server).Serve /go/src/net/http/server.go:3463", "shop.serve /src/shop/serve.go:20"}
	idleServer = append(waitsForIO[:2:2], "net/http.(*connReader).Read /go/src/net/http/server.go:798", "bufio.(*Reader).Peek /go/src/bufio/bufio.go:148",
		"net/http.(*conn).serve /go/src/net/http/server.go:2144")
	idleClient = append(waitsForIO[:2:2], "bufio.(*Reader).Peek /go/src/bufio/bufio.go:148", "net/http.(*persistConn).readLoop /go/src/net/http/transport.go:2326")
	unreadBody = []string{"net/http.(*persistConn).readLoop /go/src/net/http/transport.go:2480"}
)

// TestPurpose: what waits for work as its purpose stands below what may be a leak,
// however many it is, and has no leak kind; bodies that nobody reads are no idle
// connections.
func TestPurpose(t *testing.T) {
	t.Chdir(t.TempDir())
	var b strings.Builder
	for i := range 30 {
		b.WriteString(record(fmt.Sprint(100+i), "IO wait", "net/http.(*Server).Serve /go/src/net/http/server.go:3493", idleServer...))
		b.WriteString(record(fmt.Sprint(200+i), "IO wait", "net/http.(*Transport).dialConn /go/src/net/http/transport.go:1939", idleClient...))
	}
	b.WriteString(record("1", "IO wait", "", append(accepts[:4:4], "main.main /src/shop/main.go:9")...))
	b.WriteString(record("2", "IO wait", "main.main /src/shop/main.go:8", accepts...))
	b.WriteString(record("3", "syscall", "os/signal.Notify.func1.1 /go/src/os/signal/signal.go:152", "os/signal.signal_recv /go/src/runtime/sigqueue.go:149", "os/signal.loop /go/src/os/signal/signal_unix.go:23"))
	b.WriteString(record("4", "select, 90 minutes", "shop.start /src/shop/shop.go:4", "shop.refresh /src/shop/shop.go:5"))
	for range 3 {
		b.WriteString(record("5", "select", "net/http.(*Transport).dialConn /go/src/net/http/transport.go:1939", unreadBody...))
	}
	write(t, "now.txt", []byte(b.String()))
	code, stdout, stderr := run(t, "-top", "0", "now.txt")
	const want = `67 goroutines in 7 groups; the largest: 3 blocked in select at net/http/transport.go:2480 (httpleak, if it is a leak)

net/http/transport.go:2480:1: 3 goroutines waiting in select, http.(*persistConn).readLoop (httpleak, if it is a leak)
	started by http.(*Transport).dialConn at net/http/transport.go:1939

waiting for work, as far as a capture can tell: 64 goroutines in 6 groups
`
	head, below, _ := strings.Cut(stdout, "in 6 groups\n")
	if got := head + "in 6 groups\n"; code != 0 || got != want {
		t.Errorf("exit code %d, stderr %q, got\n%s\nwant\n%s", code, stderr, got, want)
	}
	for _, want := range []string{": idle connections of an HTTP server\n", ": idle connections of an HTTP client\n", ": it accepts connections\n", ": it waits for signals\n", ": main\n", "shop.refresh: one in the process\n"} {
		if !strings.Contains(below, want) {
			t.Errorf("%q is not in\n%s", want, below)
		}
	}
	if strings.Contains(below, "leak") {
		t.Errorf("what waits for work has a leak kind:\n%s", below)
	}
}

// TestTogether: what the calls of one function started is one entry, if the numbers fit;
// what main starts has nothing else in common.
func TestTogether(t *testing.T) {
	t.Chdir(t.TempDir())
	var b strings.Builder
	const call = "shop.(*pool).start@%s /src/shop/pool.go:"
	for _, parent := range []string{"18", "40"} { // two calls
		creator := strings.Replace(call, "%s", parent, 1)
		b.WriteString(record("50", "chan send", creator+"10", "shop.(*pool).feed /src/shop/pool.go:20"))
		for range 4 {
			b.WriteString(record("51", "chan receive", creator+"12", "shop.(*pool).work /src/shop/pool.go:30"))
		}
		b.WriteString(record("55", "sync.WaitGroup.Wait", creator+"14", "sync.(*WaitGroup).Wait /go/src/sync/waitgroup.go:118", "shop.(*pool).start.func1 /src/shop/pool.go:15"))
	}
	for range 3 {
		b.WriteString(record("60", "select", "main.main /src/shop/main.go:9", "shop.watch /src/shop/watch.go:5"))
	}
	for range 6 {
		b.WriteString(record("61", "sleep", "main.main /src/shop/main.go:11", "time.Sleep /go/src/runtime/time.go:363", "shop.poll /src/shop/poll.go:5"))
	}
	write(t, "now.txt", []byte(b.String()))
	_, stdout, _ := run(t, "-top", "0", "now.txt")
	const want = `shop/pool.go:30:1: 8 goroutines waiting in a channel receive, shop.(*pool).work (recvleak, if it is a leak)
	started by shop.(*pool).start at shop/pool.go:12
	with it: 2 goroutines waiting in a channel send, shop.(*pool).feed (sendleak, if it is a leak), at shop/pool.go:20
	with it: 2 goroutines waiting in sync.WaitGroup.Wait, shop.(*pool).start.func1 (waitleak, if it is a leak), at shop/pool.go:15
`
	if !strings.Contains(stdout, want) {
		t.Errorf("got\n%s\nwant in it\n%s", stdout, want)
	}
	for _, alone := range []string{"\nshop/watch.go:5:1: 3 goroutines", "\nshop/poll.go:5:1: 6 goroutines"} {
		if !strings.Contains(stdout, alone) {
			t.Errorf("%q is no entry of its own in\n%s", alone, stdout)
		}
	}
}
