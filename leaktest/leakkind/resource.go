package leakkind

import (
	"slices"
	"strings"
)

// A Resource is something of the standard library that runs goroutines until
// its user closes it. Its goroutines are known by a function in their stack or
// by the function that started them, whole names both.
type Resource struct {
	Kind string // the name of the kind
	Hint string // how to end its goroutines, in one sentence

	// Family is what goroutines have in common that end together, "" where each
	// stands for itself; Order tells which of a family is the cause: the least.
	// Those above OwnCause are never one beside another.
	Family string
	Order  int

	function string // in the stack; "" for any
	creator  string // holds the go statement; "" for any
	state    string // what the goroutine waits for; "" for anything
}

// OwnCause is the largest Order of what somebody has to close in any case.
const OwnCause = 2

const http = "http"

const (
	// OpenBody is the hint for an HTTP response whose body is still open.
	OpenBody       = "a response body was not read to its end and closed: defer resp.Body.Close()"
	idleHTTP2      = "an HTTP/2 connection is kept for reuse: close the response's body, then call CloseIdleConnections on the http.Client"
	openServerConn = "an HTTP server still has this connection: close the server, and CloseIdleConnections on the client"
)

// resources is searched in order; the first that fits is taken.
var resources = []Resource{
	{function: "net/http.(*persistConn).readLoop", state: "select", Kind: HTTP, Family: http, Order: 1,
		Hint: OpenBody},
	{function: "net/http.(*http2clientStream).doRequest", Kind: HTTP, Family: http, Order: 1,
		Hint: OpenBody},
	{function: "net/http/internal/http2.(*clientStream).doRequest", Kind: HTTP, Family: http, Order: 1, // Go 1.27
		Hint: OpenBody},
	{creator: "net/http/httptest.(*Server).goServe", Kind: HTTP, Family: http, Order: 2,
		Hint: "an httptest.Server was not closed: t.Cleanup(server.Close)"},
	{function: "net/http.(*Server).Serve", Kind: HTTP, Family: http, Order: 2,
		Hint: "an http.Server was not shut down: call Close or Shutdown on it"},
	{creator: "net/http.(*Transport).startDialConnForLocked", Kind: HTTP, Family: http, Order: 2,
		Hint: "an HTTP client still dials: give the request a context, and call CloseIdleConnections on the http.Client"},
	{function: "net/http.(*persistConn).readLoop", Kind: HTTP, Family: http, Order: 3,
		Hint: "an idle HTTP connection is kept for reuse: close the response's body, then call CloseIdleConnections on the http.Client"},
	{function: "net/http.(*http2ClientConn).readLoop", Kind: HTTP, Family: http, Order: 3,
		Hint: idleHTTP2},
	{function: "net/http/internal/http2.(*ClientConn).readLoop", Kind: HTTP, Family: http, Order: 3, // Go 1.27
		Hint: idleHTTP2},
	{function: "net/http.(*persistConn).writeLoop", Kind: HTTP, Family: http, Order: 4,
		Hint: "it belongs to a client's HTTP connection: close the response's body, then call CloseIdleConnections on the http.Client"},
	{function: "net/http.(*conn).serve", Kind: HTTP, Family: http, Order: 5,
		Hint: openServerConn},
	{function: "net/http.(*connReader).backgroundRead", Kind: HTTP, Family: http, Order: 5,
		Hint: openServerConn},
	{function: "net/http.(*http2serverConn).readFrames", Kind: HTTP, Family: http, Order: 5,
		Hint: openServerConn},
	{function: "net/http/internal/http2.(*serverConn).readFrames", Kind: HTTP, Family: http, Order: 5, // Go 1.27
		Hint: openServerConn},
	{function: "net/http.(*http2serverConn).serve", Kind: HTTP, Family: http, Order: 5,
		Hint: openServerConn},
	{function: "net/http/internal/http2.(*serverConn).serve", Kind: HTTP, Family: http, Order: 5, // Go 1.27
		Hint: openServerConn},
	{creator: "database/sql.OpenDB", Kind: Stop,
		Hint: "a sql.DB was not closed: t.Cleanup(func() { db.Close() })"},
	{creator: "database/sql.(*DB).beginDC", Kind: Stop,
		Hint: "a sql.Tx was neither committed nor rolled back: defer tx.Rollback()"},
	{creator: "database/sql.(*Rows).initContextClose", Kind: Stop,
		Hint: "sql.Rows were not closed: defer rows.Close()"},
	{creator: "database/sql.(*Tx).awaitDone", Kind: Stop,
		Hint: "a sql.Tx was neither committed nor rolled back: defer tx.Rollback()"},
	{function: "os/exec.(*Cmd).awaitGoroutines", Kind: Exec,
		Hint: "the command has ended, and a process that it started still holds its input or output: set WaitDelay on the exec.Cmd, or give it files"},
	{creator: "os/exec.(*Cmd).Start", Kind: Exec,
		Hint: "what a command writes is copied until it and all that it has started are done: call Wait on the exec.Cmd, cancel its context if it does not end, and set WaitDelay for what it leaves running"},
	{function: "os/exec.(*Cmd).Wait", Kind: Exec,
		Hint: "the command does not end: cancel the context of exec.CommandContext, or kill its Process"},
	{function: "os.(*Process).Wait", Kind: Exec,
		Hint: "the process does not end: kill it, then Wait returns"},
	{function: "iter.Pull[...].func1", Kind: Pull,
		Hint: "an iter.Pull was neither drained nor stopped: defer stop()"},
	{function: "iter.Pull2[...].func1", Kind: Pull,
		Hint: "an iter.Pull2 was neither drained nor stopped: defer stop()"},
	{creator: "os/signal.NotifyContext", Kind: Stop,
		Hint: "a signal.NotifyContext was not stopped: defer stop()"},
	{creator: "context.(*cancelCtx).propagateCancel", Kind: Context,
		Hint: "a context derived from a custom one was not canceled: defer cancel()"},
	{creator: "runtime/pprof.StartCPUProfile", Kind: Stop,
		Hint: "a CPU profile was not stopped: defer pprof.StopCPUProfile()"},
	{creator: "runtime/trace.(*traceMultiplexer).startLocked", Kind: Stop,
		Hint: "a trace was not stopped: defer trace.Stop()"},
	{creator: "net/http/httputil.(*ReverseProxy).handleUpgradeResponse", Kind: HTTP,
		Hint: "a proxied connection is still open: close it on one of its ends"},
	{function: "io.(*pipe).read", Kind: IO,
		Hint: "nobody closed the writing end of the io.Pipe: defer w.Close() where it is written"},
	{function: "io.(*pipe).write", Kind: IO,
		Hint: "nobody reads the io.Pipe any more: close its reading end, then the write returns"},
	{function: "net.(*pipe).read", Kind: IO,
		Hint: "nobody closed the net.Pipe: close either end"},
	{function: "net.(*pipe).write", Kind: IO,
		Hint: "nobody reads the net.Pipe any more: close either end"},
	{function: "net.(*TCPListener).Accept", Kind: IO,
		Hint: "the listener was not closed: t.Cleanup(func() { listener.Close() })"},
	{function: "net.(*UnixListener).Accept", Kind: IO,
		Hint: "the listener was not closed: t.Cleanup(func() { listener.Close() })"},
	{function: "net.(*conn).Read", Kind: IO,
		Hint: "the connection was not closed: close it, or give it a read deadline"},
	{function: "net.(*conn).Write", Kind: IO,
		Hint: "the peer does not read: close the connection, or give it a write deadline"},
	{function: "os.(*File).Read", Kind: IO,
		Hint: "the file or pipe was not closed: close its writing end, or the file itself"},
	{function: "os.(*File).Write", Kind: IO,
		Hint: "the other end does not read: close it"},
}

// ResourceOf returns the resource that a goroutine belongs to, and whether there
// is one. State is what the goroutine waits for in the runtime's words, creator
// the function that holds its go statement. Calls are the innermost functions of
// its stack up to the first outside the standard library: what a program itself
// calls is not the resource's doing.
func ResourceOf(state, creator string, calls []string) (Resource, bool) {
	for i := range resources {
		if r := &resources[i]; r.matches(state, creator, calls) {
			return *r, true
		}
	}
	return Resource{}, false
}

// HandlerOf returns the resource that a handler belongs to which waits for the
// context of its request: the connection that it serves, by the function that
// started its goroutine.
func HandlerOf(creator string) (Resource, bool) {
	switch creator {
	case "net/http.(*Server).Serve", "net/http.(*http2serverConn).scheduleHandler", "net/http/internal/http2.(*serverConn).scheduleHandler":
		return Resource{Kind: HTTP, Hint: openServerConn, Family: http, Order: 6}, true
	}
	return Resource{}, false
}

func (r *Resource) matches(state, creator string, calls []string) bool {
	if r.creator != "" && creator != r.creator || !strings.HasPrefix(state, r.state) {
		return false
	}
	return r.function == "" || slices.Contains(calls, r.function)
}
