package goleak_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/leaktight/leaktight/leaktest"
	"github.com/leaktight/leaktight/leaktest/goleak"
	original "go.uber.org/goleak"
)

var (
	_ = goleak.TestingT(testing.TB(nil))
	_ = goleak.TestingM((*testing.M)(nil))
)

const pkg = "github.com/leaktight/leaktight/leaktest/goleak_test"

// park starts a goroutine that stays until the test ends, and is gone then.
func park(t *testing.T) {
	t.Helper()
	c := make(chan int)
	t.Cleanup(func() {
		close(c)
		if err := goleak.Find(); err != nil {
			t.Errorf("the test leaves something behind: %v", err)
		}
	})
	started := make(chan int)
	go run(c, started)
	<-started
}

func run(c, started chan int) {
	close(started)
	wait(c)
}

func wait(c chan int) { <-c }

func TestIgnores(t *testing.T) {
	for _, test := range []struct {
		name   string
		option goleak.Option
		hides  bool
	}{
		{"top function", goleak.IgnoreTopFunction(pkg + ".wait"), true},
		{"function that is not at the top", goleak.IgnoreTopFunction(pkg + ".run"), false},
		{"part of a name", goleak.IgnoreTopFunction(pkg + ".wai"), false},
		{"any function", goleak.IgnoreAnyFunction(pkg + ".run"), true},
		{"creator is not a function of the stack", goleak.IgnoreAnyFunction(pkg + ".park"), false},
		{"creator", goleak.IgnoreCreatedBy(pkg + ".park"), true},
		{"function is not the creator", goleak.IgnoreCreatedBy(pkg + ".run"), false},
		{"nothing", goleak.RunOnFailure(), false},
		{"no option", nil, false},

		{"original's top function", goleak.From(original.IgnoreTopFunction(pkg + ".wait")), true},
		{"original's function that is not at the top", goleak.From(original.IgnoreTopFunction(pkg + ".run")), false},
		{"original's any function", goleak.From(original.IgnoreTopFunction("x.y"), original.IgnoreAnyFunction(pkg+".run")), true},
		{"no original option", goleak.From(), false},
	} {
		t.Run(test.name, func(t *testing.T) {
			park(t)
			if err := goleak.Find(test.option); (err == nil) != test.hides {
				t.Errorf("hidden: %v, want %v: %v", err == nil, test.hides, err)
			}
		})
	}
}

// TestBroadIgnores: names that leaktest refuses are taken here.
func TestBroadIgnores(t *testing.T) {
	stop := make(chan int)
	defer func() { <-stop }()
	go func() {
		time.Sleep(time.Second)
		close(stop)
	}()
	if err := goleak.Find(goleak.IgnoreTopFunction("time.Sleep")); err != nil {
		t.Error(err)
	}
}

func TestIgnoreCurrent(t *testing.T) {
	park(t)
	for name, option := range map[string]goleak.Option{"ours": goleak.IgnoreCurrent(), "original's": goleak.From(original.IgnoreCurrent())} {
		t.Run(name, func(t *testing.T) {
			if err := goleak.Find(option); err != nil {
				t.Error(err)
			}
			c := make(chan int)
			defer close(c)
			go wait(c)
			var left interface{ Leaks() []leaktest.Leak }
			if err := goleak.Find(option); !errors.As(err, &left) || len(left.Leaks()) != 1 || left.Leaks()[0].CreatedBy != pkg+".TestIgnoreCurrent.func1" {
				t.Errorf("want the goroutine that was started since: %v", err)
			}
		})
	}
}

// TestFindWaits: what ends within the original's budget is no leak, and what
// does not is one.
func TestFindWaits(t *testing.T) {
	for _, test := range []struct {
		ends  time.Duration
		clean bool
	}{{300 * time.Millisecond, true}, {2 * time.Second, false}} {
		ended := make(chan int)
		go func() {
			time.Sleep(test.ends)
			close(ended)
		}()
		err, theirs := goleak.Find(), error(nil)
		if !test.clean {
			theirs = original.Find()
		}
		<-ended
		if (err == nil) != test.clean || (theirs == nil) != test.clean {
			t.Errorf("after %v: ours %v, original %v", test.ends, err, theirs)
		}
	}
}

func TestErrorText(t *testing.T) {
	park(t)
	err := goleak.Find()
	if err == nil {
		t.Fatal("nothing was found")
	}
	rest := err.Error()
	for _, want := range []string{
		"found unexpected goroutines: 1 left behind\n",
		"options_test.go:",
		": still waiting in a channel receive, goleak_test.wait\n",
		"started by goleak_test.park at ",
		"hint: ",
		`meant to live on? goleak.IgnoreCreatedBy("` + pkg + `.park")` + "\n",
		"in state chan receive, with " + pkg + ".wait on top of the stack:\n" + pkg + ".wait(",
		"created by " + pkg + ".park in goroutine ",
	} {
		_, after, found := strings.Cut(rest, want)
		if !found {
			t.Fatalf("lacks %q, or has it too early:\n%v", want, err)
		}
		rest = after
	}
}

// TestEqualLeaks: 500 equal goroutines are one entry with one stack.
func TestEqualLeaks(t *testing.T) {
	c := make(chan int)
	for range 500 {
		go wait(c)
	}
	err := goleak.Find()
	close(c)
	if err == nil || !strings.Contains(err.Error(), "found unexpected goroutines: 500 left behind\n") || !strings.Contains(err.Error(), "500 goroutines still waiting") {
		t.Fatal(err)
	}
	if n := strings.Count(err.Error(), "on top of the stack:"); n != 1 || len(err.Error()) > 2000 {
		t.Errorf("%d stacks, %d bytes:\n%v", n, len(err.Error()), err)
	}
}

// A recorder is the least that a TestingT can be.
type recorder struct{ errors []string }

func (r *recorder) Error(args ...any) { r.errors = append(r.errors, fmt.Sprint(args...)) }

func TestCleanup(t *testing.T) {
	var codes []int
	option := goleak.Cleanup(func(code int) { codes = append(codes, code) })
	r := &recorder{}
	goleak.VerifyNone(r, option)
	park(t)
	goleak.VerifyNone(r, goleak.Cleanup(func(int) { t.Error("the last Cleanup holds") }), option)
	if fmt.Sprint(codes) != "[0 0]" || len(r.errors) != 1 {
		t.Errorf("codes %v, errors %q", codes, r.errors)
	}
	err := goleak.Find(option)
	if err == nil || err.Error() != "Cleanup can only be passed to VerifyNone or VerifyTestMain" {
		t.Errorf("Find: %v", err)
	}
}

func TestFromRefusesCleanup(t *testing.T) {
	const want = "goleak: From was given an option that go.uber.org/goleak refuses (Cleanup can only be passed to VerifyNone or VerifyTestMain); pass Cleanup of github.com/leaktight/leaktight/leaktest/goleak beside From instead"
	from := goleak.From(original.Cleanup(func(int) { t.Error("called") }))
	if err := goleak.Find(from); err == nil || err.Error() != want {
		t.Errorf("Find: %v", err)
	}
	r := &recorder{}
	goleak.VerifyNone(r, from)
	if len(r.errors) != 1 || r.errors[0] != want {
		t.Errorf("VerifyNone: %q", r.errors)
	}
}

// TestFromSurvivesPanic: the original panics on a deep stack. Its options are
// not applied then, which is said.
func TestFromSurvivesPanic(t *testing.T) {
	c, started, ended := make(chan int), make(chan int), make(chan int)
	go func() {
		dig(200, c, started)
		close(ended)
	}()
	<-started
	err := goleak.Find(goleak.From(original.IgnoreAnyFunction(pkg + ".dig")))
	close(c)
	<-ended // the original panics in any test as long as the stack is there
	if err == nil || !strings.Contains(err.Error(), "1 left behind") || !strings.Contains(err.Error(), "\nthe options given to From are not applied: go.uber.org/goleak panicked: Failed to parse stack trace") {
		t.Error(err)
	}
}

func dig(n int, c, started chan int) {
	if n == 0 {
		close(started)
		wait(c)
		return
	}
	dig(n-1, c, started)
	depth = n
}

var depth int
