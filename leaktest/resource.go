package leaktest

import (
	"strings"

	"github.com/leaktight/leaktight/leaktest/goroutine"
	"github.com/leaktight/leaktight/leaktest/leakkind"
)

// A resource is something of the standard library that runs goroutines until
// its user closes it. Its goroutines are known by a function in their stack or
// by the function that started them, whole names both.
type resource struct {
	function string // in the stack; "" for any
	creator  string // holds the go statement; "" for any
	state    string // what the goroutine waits for; "" for anything
	kind     string
	hint     string
}

// resources is searched in order; the first that fits is taken.
var resources = []resource{
	{function: "net/http.(*persistConn).readLoop", state: "select", kind: leakkind.HTTP,
		hint: "a response body was not read to its end and closed: defer resp.Body.Close()"},
	{function: "net/http.(*persistConn).readLoop", kind: leakkind.HTTP,
		hint: "an idle HTTP connection is kept for reuse: close the response's body, then call CloseIdleConnections on the http.Client"},
	{function: "net/http.(*persistConn).writeLoop", kind: leakkind.HTTP,
		hint: "it belongs to a client's HTTP connection: close the response's body, then call CloseIdleConnections on the http.Client"},
	{function: "net/http.(*http2ClientConn).readLoop", kind: leakkind.HTTP,
		hint: "an HTTP/2 connection is kept for reuse: close the response's body, then call CloseIdleConnections on the http.Client"},
	{creator: "net/http.(*Transport).startDialConnForLocked", kind: leakkind.HTTP,
		hint: "an HTTP client still dials: give the request a context, and call CloseIdleConnections on the http.Client"},
	{creator: "net/http/httptest.(*Server).goServe", kind: leakkind.HTTP,
		hint: "an httptest.Server was not closed: t.Cleanup(server.Close)"},
	{function: "net/http.(*conn).serve", kind: leakkind.HTTP,
		hint: "an HTTP server still has this connection: close the server, and CloseIdleConnections on the client"},
	{function: "net/http.(*connReader).backgroundRead", kind: leakkind.HTTP,
		hint: "an HTTP server still has this connection: close the server, and CloseIdleConnections on the client"},
	{function: "net/http.(*Server).Serve", kind: leakkind.HTTP,
		hint: "an http.Server was not shut down: call Close or Shutdown on it"},
	{creator: "database/sql.OpenDB", kind: leakkind.Stop,
		hint: "a sql.DB was not closed: t.Cleanup(func() { db.Close() })"},
	{creator: "database/sql.(*DB).beginDC", kind: leakkind.Stop,
		hint: "a sql.Tx was neither committed nor rolled back: defer tx.Rollback()"},
	{creator: "database/sql.(*Rows).initContextClose", kind: leakkind.Stop,
		hint: "sql.Rows were not closed: defer rows.Close()"},
	{creator: "database/sql.(*Tx).awaitDone", kind: leakkind.Stop,
		hint: "a sql.Tx was neither committed nor rolled back: defer tx.Rollback()"},
	{creator: "os/exec.(*Cmd).Start", kind: leakkind.Exec,
		hint: "a command was started and not waited for: call Wait on the exec.Cmd, and cancel its context if it does not end"},
	{function: "os/exec.(*Cmd).Wait", kind: leakkind.Exec,
		hint: "the command does not end: cancel the context of exec.CommandContext, or kill its Process"},
	{function: "os.(*Process).Wait", kind: leakkind.Exec,
		hint: "the process does not end: kill it, then Wait returns"},
	{function: "iter.Pull[...].func1", kind: leakkind.Pull,
		hint: "an iter.Pull was neither drained nor stopped: defer stop()"},
	{function: "iter.Pull2[...].func1", kind: leakkind.Pull,
		hint: "an iter.Pull2 was neither drained nor stopped: defer stop()"},
	{creator: "os/signal.NotifyContext", kind: leakkind.Stop,
		hint: "a signal.NotifyContext was not stopped: defer stop()"},
	{creator: "context.(*cancelCtx).propagateCancel", kind: leakkind.Context,
		hint: "a context derived from a custom one was not cancelled: defer cancel()"},
	{creator: "runtime/pprof.StartCPUProfile", kind: leakkind.Stop,
		hint: "a CPU profile was not stopped: defer pprof.StopCPUProfile()"},
	{creator: "runtime/trace.(*traceMultiplexer).startLocked", kind: leakkind.Stop,
		hint: "a trace was not stopped: defer trace.Stop()"},
	{creator: "net/http/httputil.(*ReverseProxy).handleUpgradeResponse", kind: leakkind.HTTP,
		hint: "a proxied connection is still open: close it on one of its ends"},
	{function: "io.(*pipe).read", kind: leakkind.IO,
		hint: "nobody closed the writing end of the io.Pipe: defer w.Close() where it is written"},
	{function: "io.(*pipe).write", kind: leakkind.IO,
		hint: "nobody reads the io.Pipe any more: close its reading end, then the write returns"},
	{function: "net.(*pipe).read", kind: leakkind.IO,
		hint: "nobody closed the net.Pipe: close either end"},
	{function: "net.(*pipe).write", kind: leakkind.IO,
		hint: "nobody reads the net.Pipe any more: close either end"},
	{function: "net.(*TCPListener).Accept", kind: leakkind.IO,
		hint: "the listener was not closed: t.Cleanup(func() { listener.Close() })"},
	{function: "net.(*UnixListener).Accept", kind: leakkind.IO,
		hint: "the listener was not closed: t.Cleanup(func() { listener.Close() })"},
	{function: "net.(*conn).Read", kind: leakkind.IO,
		hint: "the connection was not closed: close it, or give it a read deadline"},
	{function: "net.(*conn).Write", kind: leakkind.IO,
		hint: "the peer does not read: close the connection, or give it a write deadline"},
	{function: "os.(*File).Read", kind: leakkind.IO,
		hint: "the file or pipe was not closed: close its writing end, or the file itself"},
	{function: "os.(*File).Write", kind: leakkind.IO,
		hint: "the other end does not read: close it"},
}

// resourceOf returns the resource that a goroutine belongs to, or nil.
func resourceOf(g *goroutine.Goroutine) *resource {
	for i := range resources {
		if r := &resources[i]; r.matches(g) {
			return r
		}
	}
	return nil
}

func (r *resource) matches(g *goroutine.Goroutine) bool {
	if r.creator != "" && (g.CreatedBy == nil || g.CreatedBy.Function != r.creator) {
		return false
	}
	if r.state != "" && !strings.HasPrefix(g.State, r.state) {
		return false
	}
	if r.function == "" {
		return true
	}
	for i := range g.Stack {
		if g.Stack[i].Function == r.function {
			return true
		}
		if !isStandard(&g.Stack[i]) {
			return false // what it waits for was called by this function, not by the resource
		}
	}
	return false
}
