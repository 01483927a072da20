package engine

import (
	"fmt"
	"testing"

	"github.com/leaktight/leaktight/leaktest/goroutine"
)

// TestKnownCreators: what runs tests is no leak, whoever looks, and what has
// only a similar name is one.
func TestKnownCreators(t *testing.T) {
	for _, test := range []struct {
		creator string
		parent  int
		known   bool
	}{
		{"os/signal.Notify.func1.1", 7, true},
		{"os/signal.Notify.func2.1", 7, true},
		{"os/signal.NotifyContext", 7, false},
		{"testing.(*T).Run", 7, true},
		{"testing.(*F).Fuzz.func1", 7, true},
		{"testing.(*T).Runner", 7, false},
		{"example.com/testing.(*T).Run", 7, false},
		{"github.com/bazelbuild/rules_go/go/tools/bzltestutil.RegisterTimeoutHandler", 1, true},
		{"example.com/bzltestutil.RegisterTimeoutHandler", 1, false},
		{"github.com/onsi/ginkgo/v2/internal.(*Suite).runNode", 7, true},
		{"github.com/onsi/ginkgo/v2/internal.(*genericOutputInterceptor).ResumeIntercepting", 7, true},
		{"github.com/onsi/ginkgo/v2/internal.(*Suite).other", 7, false},
		{"runtime/pprof.StartCPUProfile", 1, true},
		{"runtime/pprof.StartCPUProfile", 7, false},
	} {
		dump := fmt.Sprintf("goroutine 9 [select]:\nmain.f()\n\t/src/main.go:3 +0x1\ncreated by %s in goroutine %d\n\t/src/run.go:4 +0x2\n", test.creator, test.parent)
		n := 0
		for rec := range goroutine.Records([]byte(dump)) {
			n++
			if got := isKnown(rec); got != test.known {
				t.Errorf("created by %s in goroutine %d: known %t, want %t", test.creator, test.parent, got, test.known)
			}
		}
		if n != 1 {
			t.Fatalf("%d records, want 1", n)
		}
	}
}
