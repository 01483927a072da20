package leaktest_test

import (
	"sync"
	"testing"

	"github.com/leaktight/leaktight/leaktest"
)

// What a package starts once for the process, in the forms that are recognized,
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

// What looks like a Once and is none, and a Once that does not look like one.

type runner struct{}

func (runner) Do(f func()) { f() }

var everyTime runner

func useRunner() { everyTime.Do(func() { go func() { <-forever }() }) }

// overridden has a Once inside and a method Do of its own.
type overridden struct{ sync.Once }

func (*overridden) Do(f func()) { f() }

var lookalike overridden

func useLookalike() { lookalike.Do(func() { go func() { <-forever }() }) }

type worker struct {
	sync.Once
	name string
}

var theWorker = &worker{name: "one"}

func useEmbedded() { theWorker.Do(func() { go func() { <-forever }() }) }

type guard = sync.Once

var guards [2]guard

func useElement() { guards[1].Do(func() { go func() { <-forever }() }) }

var pointer = new(sync.Once)

func usePointer() { pointer.Do(func() { go func() { <-forever }() }) }

type state struct{ inner struct{ begin *sync.Once } }

func newState() *state {
	s := new(state)
	s.inner.begin = new(sync.Once)
	return s
}

var theState = newState()

func useDeep() { theState.inner.begin.Do(func() { go func() { <-forever }() }) }

var shadowed sync.Once

func useUnshadowed() { shadowed.Do(func() { go func() { <-forever }() }) }

func useShadow() {
	var shadowed sync.Once
	shadowed.Do(func() { go func() { <-forever }() })
}

var groups = map[string]runner{}

func useGroups() { groups["a"].Do(func() { go func() { <-forever }() }) }

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
		{"Once that is embedded", useEmbedded, false},
		{"Once of an array, by an alias", useElement, false},
		{"pointer to a Once", usePointer, false},
		{"Once in a struct in a struct", useDeep, false},
		{"Once of each object", useEach, true},
		{"Once of the function", useShadow, true},
		{"Once of the same name", useUnshadowed, false},
		{"another type's Do", useRunner, true},
		{"another Do in front of a Once", useLookalike, true},
		{"Do of a map's elements", useGroups, true},
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
