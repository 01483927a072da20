package owner

import (
	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/report"
)

// A row says of a function of the standard library what its source does not
// tell, or what is needed where the facts about it are missing, as under nogo.
type row struct {
	function string
	hold     Hold
}

// rows is the table, with a reason for each row. There is none for time.Ticker,
// which has no goroutine and is collected since Go 1.23; for context.WithCancel,
// which starts a goroutine for foreign contexts only, and whose lost cancel go
// vet reports; and for io.Pipe, which starts nothing, see [Index.pipeStart].
var rows = []row{
	// The goroutine is in Serve, which ends when Accept of an interface fails.
	{"net/http/httptest.NewServer", made("Server", "Close")},
	{"net/http/httptest.NewTLSServer", made("Server", "Close")},
	{"net/http/httptest.NewUnstartedServer", unstarted("Server", "Close", "Start", "StartTLS")},
	// The same, through a method of what NewUnstartedServer returned.
	{"(*net/http/httptest.Server).Start", started("Server", "Close")},
	{"(*net/http/httptest.Server).StartTLS", started("Server", "Close")},
	// They end when their listener fails, which it does when it is closed.
	{"(*net/http.Server).Serve", runs("Server", "Close", "Shutdown")},
	{"(*net/http.Server).ServeTLS", runs("Server", "Close", "Shutdown")},
	{"(*net/http.Server).ListenAndServe", runs("Server", "Close", "Shutdown")},
	{"(*net/http.Server).ListenAndServeTLS", runs("Server", "Close", "Shutdown")},
	// connectionOpener ends with a context whose cancel function Close calls: the
	// source tells, the rows serve where there are no facts.
	{"database/sql.Open", made("DB", "Close")},
	{"database/sql.OpenDB", made("DB", "Close")},
	// The goroutines that copy the output end with the process, and are joined by
	// Wait: whether there are any depends on the fields of the command. See
	// [Index.certain] for that of the context.
	{"os/exec.Command", maybe(unstarted("Cmd", "Wait", "Start"))},
	{"os/exec.CommandContext", maybe(unstarted("Cmd", "Wait", "Start"))},
	{"(*os/exec.Cmd).Start", maybe(started("Cmd", "Wait"))},
	// The coroutine is a part of the runtime. It also ends when next has come to
	// the end, see [Index.certain].
	{"iter.Pull", maybe(stop(1))},
	{"iter.Pull2", maybe(stop(1))},
	// The two goroutines of the connection wait until the body has been read or
	// closed. Whether they wait for nothing else depends on the request and the
	// client, see [Index.connectionDoubt]. A response to HEAD has no body.
	{"net/http.Get", response()},
	{"net/http.Post", response()},
	{"net/http.PostForm", response()},
	{"(*net/http.Client).Do", maybe(response())},
	{"(*net/http.Client).Get", maybe(response())},
	{"(*net/http.Client).Post", maybe(response())},
	{"(*net/http.Client).PostForm", maybe(response())},
	{"(*net/http.Transport).RoundTrip", maybe(response())},
	// The goroutine waits for a signal or for stop, in a package that is not
	// analysed alone: signal.loop is a process-wide one.
	{"os/signal.NotifyContext", likely(stop(1))},
}

func made(name string, stops ...string) Hold {
	return Hold{Result: 0, Param: -1, Started: true, Sure: true, Type: name, Stops: stops}
}

func unstarted(name, stop string, starts ...string) Hold {
	h := made(name, stop)
	h.Started, h.Starts = false, starts
	return h
}

func started(name string, stops ...string) Hold {
	h := made(name, stops...)
	h.Result, h.Param = -1, 0
	return h
}

func runs(name string, stops ...string) Hold {
	h := started(name, stops...)
	h.Runs = true
	return h
}

func stop(result int) Hold {
	return Hold{Result: result, Param: -1, Started: true, Sure: true, Func: true}
}

func likely(h Hold) Hold {
	h.Sure = false
	return h
}

func maybe(h Hold) Hold {
	h.Maybe = true
	return h
}

// written returns what the table says of a function of another package.
func written(fn *ssa.Function) []*hold {
	if fn.Pkg == nil {
		return nil
	}
	name := fn.RelString(nil)
	for _, r := range rows {
		if r.function == name {
			h := &hold{Hold: r.hold}
			h.Place = report.Place{Package: fn.Pkg.Pkg.Path(), Function: fn.RelString(fn.Pkg.Pkg)}
			return []*hold{h}
		}
	}
	return nil
}

// stopsRunner reports whether the function is a method that ends one of the table
// which runs.
func stopsRunner(fn *ssa.Function) bool {
	named := namedOf(fn.Signature.Recv().Type())
	if named == nil || named.Obj().Pkg() == nil {
		return false
	}
	return named.Obj().Pkg().Path() == "net/http" && named.Obj().Name() == "Server" &&
		(fn.Name() == "Close" || fn.Name() == "Shutdown")
}
