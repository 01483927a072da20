package leaktest_test

import (
	"sync"
	"testing"

	"github.com/leaktight/leaktight/leaktest"
)

// What a package starts once for the process, in the forms that are recognised,
// and beside each the nearest form that is a leak of the test.

var forever = make(chan struct{})

var inLiteral sync.Once

func useLiteral() {
	inLiteral.Do(func() {
		go func() { <-forever }()
	})
}

var service struct{ once sync.Once }

func useNamed()      { service.once.Do(serve) }
func serve()         { listenForever() }
func listenForever() { go func() { <-forever }() }

var useOnceFunc = sync.OnceFunc(func() { go func() { <-forever }() })

// A pool has a Once of its own, so each one starts a goroutine.
type pool struct{ once sync.Once }

func useEach() {
	p := new(pool)
	p.once.Do(func() { go func() { <-forever }() })
}

func useBoth() { refresh() }

var refreshed sync.Once

func useRefreshed() { refreshed.Do(refresh) }
func refresh()      { go func() { <-forever }() }

// TestSingletonIsNoTestsLeak: the first user of a singleton is not blamed, the
// user of its twin is.
func TestSingletonIsNoTestsLeak(t *testing.T) {
	for _, test := range []struct {
		name  string
		start func()
		leak  bool
	}{
		{"literal under a Once", useLiteral, false},
		{"named function under a Once in a struct", useNamed, false},
		{"OnceFunc", useOnceFunc, false},
		{"Once of each object", useEach, true},
		{"function that is called elsewhere too", useBoth, true},
		{"no Once", func() { go func() { <-forever }() }, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := record("TestFirst", func(r *recorder) {
				leaktest.Check(r)
				test.start()
			})
			if leak := len(r.errors) > 0; leak != test.leak {
				t.Errorf("leak reported: %t, want %t: %q", leak, test.leak, r.errors)
			}
		})
	}
	t.Run("called from a Once", func(t *testing.T) { useRefreshed() })
}
