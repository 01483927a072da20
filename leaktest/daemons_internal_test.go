package leaktest

import (
	"strings"
	"testing"

	"github.com/leaktight/leaktight/leaktest/goroutine"
	"github.com/leaktight/leaktight/leaktest/internal/engine"
	"github.com/leaktight/leaktight/leaktest/internal/source"
)

// parsed returns the goroutine of a record with the given functions, innermost
// first; the last one holds the go statement.
func parsed(t *testing.T, parent string, functions ...string) *goroutine.Goroutine {
	t.Helper()
	var b strings.Builder
	b.WriteString("goroutine 7 [select]:\n")
	last := len(functions) - 1
	for _, f := range functions[:last] {
		b.WriteString(f + "(...)\n\t" + source.StandardRoot() + "net/file.go:1 +0x1\n")
	}
	b.WriteString("created by " + functions[last] + " in goroutine " + parent + "\n\t/src/file.go:2 +0x1\n")
	for rec := range goroutine.Records([]byte(b.String())) {
		g := rec.Parse()
		return &g
	}
	t.Fatal("no record")
	return nil
}

// TestKnownDaemons: each is pinned to the function that starts it, and to what it
// starts; what a program of the same shape starts is not hidden.
func TestKnownDaemons(t *testing.T) {
	for _, test := range []struct {
		reason    string
		parent    string
		functions []string
		hides     bool
	}{
		{"opencensus's default worker", "1", []string{"go.opencensus.io/stats/view.(*worker).start", "go.opencensus.io/stats/view.init.0"}, true},
		{"a worker of the user's own", "8", []string{"go.opencensus.io/stats/view.(*worker).start", "go.opencensus.io/stats/view.(*worker).Start"}, false},
		{"a vendored copy is another package", "1", []string{"go.opencensus.io/stats/view.(*worker).start", "example.com/vendor/go.opencensus.io/stats/view.init.0"}, false},
		{"glog of today", "1", []string{"github.com/golang/glog.(*fileSink).flushDaemon", "github.com/golang/glog.init.1"}, true},
		{"old glog", "1", []string{"github.com/golang/glog.(*loggingT).flushDaemon", "github.com/golang/glog.init.0"}, true},
		{"another goroutine of glog's init", "1", []string{"github.com/golang/glog.other", "github.com/golang/glog.init.0"}, false},
		{"klog", "1", []string{"k8s.io/klog/v2.(*flushDaemon).run.func1", "k8s.io/klog/v2.(*flushDaemon).run"}, true},
		{"old klog", "1", []string{"k8s.io/klog/v2.(*loggingT).flushDaemon", "k8s.io/klog/v2.init.0"}, true},
		{"the default pool of ants", "1", []string{"github.com/panjf2000/ants/v2.(*poolCommon).ticktock", "github.com/panjf2000/ants/v2.(*poolCommon).goTicktock"}, true},
		{"a pool that a test did not release", "8", []string{"github.com/panjf2000/ants/v2.(*poolCommon).ticktock", "github.com/panjf2000/ants/v2.(*poolCommon).goTicktock"}, false},
		{"go-winio", "8", []string{"github.com/Microsoft/go-winio.ioCompletionProcessor", "github.com/Microsoft/go-winio.initIO"}, true},
		{"a lookup in the C library", "8", []string{"net._C2func_getaddrinfo", "net.doBlockingWithCtx[...].func1", "net.doBlockingWithCtx[...]"}, true},
		{"a lookup", "8", []string{"internal/singleflight.(*Group).doCall", "internal/singleflight.(*Group).DoChan"}, true},
		{"a name that only begins alike", "1", []string{"github.com/desertbit/timer.timerRoutine", "github.com/desertbit/timer.init.0.func1"}, false},
		{"no stack and no creator that is known", "1", []string{"example.com/a.b", "example.com/a.init.0"}, false},
	} {
		if got := knownDaemonsRule().Match(&engine.Candidate{Goroutine: *parsed(t, test.parent, test.functions...)}); got != test.hides {
			t.Errorf("%s: hidden: %t, want %t", test.reason, got, test.hides)
		}
	}
}

// TestRegisterDaemonMisuse: a daemon needs a function and a reason.
func TestRegisterDaemonMisuse(t *testing.T) {
	for want, arguments := range map[string][2]string{
		`leaktest: RegisterDaemon("example.com/a.init.0") needs a reason: why may this goroutine live on?`:                                            {"example.com/a.init.0", " "},
		`leaktest: RegisterDaemon("example.com/a") does not name a function; give the whole name behind "created by", as in "example.com/pkg.init.0"`: {"example.com/a", "no Close"},
	} {
		func() {
			defer func() {
				if got := recover(); got != want {
					t.Errorf("got  %v\nwant %s", got, want)
				}
			}()
			RegisterDaemon(arguments[0], arguments[1])
		}()
	}
}
