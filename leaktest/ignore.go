package leaktest

import (
	"fmt"
	"path"
	"strings"

	"github.com/leaktight/leaktight/leaktest/goroutine"
	"github.com/leaktight/leaktight/leaktest/internal/source"
)

// A rule is one reason to take a goroutine for meant to live on. Rules match
// whole names as the runtime prints them, never substrings.
type rule struct {
	text  string // the option as it stands in the source, for messages
	match func(g *goroutine.Goroutine, l *Leak) bool

	quick     func(rec goroutine.Record) bool // may say yes before the record is parsed; nil for never
	needsLeak bool                            // match looks at the leak; it is nil otherwise
	snapshot  bool                            // the rule is about ids
	preset    bool                            // the rule is a list of ours, of which a program has few
	list      *knownList                      // the rule is that of a list, which counts by itself
}

func ruleOption(r *rule) Option {
	return optionFunc(func(s *settings) {
		s.ignores = append(s.ignores, r)
		rules.register(r)
	})
}

// misuseOption is an option that was refused; the check that gets it says why.
func misuseOption(format string, args ...any) Option {
	text := fmt.Sprintf(format, args...)
	return optionFunc(func(s *settings) { s.misuse = append(s.misuse, text) })
}

// tooBroad are the functions in which goroutines of any origin stand: to ignore
// one of them is to ignore every leak of that shape.
var tooBroad = map[string]string{
	"time.Sleep":                            "every sleeping goroutine",
	"internal/poll.runtime_pollWait":        "every goroutine that waits for I/O",
	"runtime.gopark":                        "every parked goroutine",
	"sync.runtime_Semacquire":               "every goroutine that waits for a WaitGroup",
	"sync.runtime_SemacquireWaitGroup":      "every goroutine that waits for a WaitGroup",
	"sync.runtime_SemacquireMutex":          "every goroutine that waits for a lock",
	"internal/sync.runtime_SemacquireMutex": "every goroutine that waits for a lock",
	"sync.runtime_notifyListWait":           "every goroutine that waits for a condition",
}

// IgnoreTopFunction ignores goroutines that stand in the named function: the
// first one of the stack, as in goleak. The name is the full one that the
// runtime prints, for instance
//
//	go.opencensus.io/stats/view.(*worker).start
//
// A name in which goroutines of any origin stand (time.Sleep,
// internal/poll.runtime_pollWait) is refused: it would hide every leak of that
// shape. [IgnoreCreatedBy] says what is meant.
func IgnoreTopFunction(name string) Option {
	if hides, ok := tooBroad[name]; ok {
		return misuseOption("IgnoreTopFunction(%q) would hide %s, yours included; name who starts the one that you mean: leaktest.IgnoreCreatedBy(\"example.com/pkg.Func\")", name, hides)
	}
	return ruleOption(topFunctionRule(name))
}

func topFunctionRule(name string) *rule {
	return &rule{
		text: fmt.Sprintf("IgnoreTopFunction(%q)", name),
		match: func(g *goroutine.Goroutine, _ *Leak) bool {
			top := source.Top(g.Stack)
			return top >= 0 && g.Stack[top].Function == name
		},
		quick: func(rec goroutine.Record) bool { return string(rec.Top()) == name },
	}
}

// IgnoreAnyFunction ignores goroutines that have the named function anywhere in
// their stack. The function that holds the go statement is not part of the
// stack; [IgnoreCreatedBy] matches that one.
func IgnoreAnyFunction(name string) Option { return ruleOption(anyFunctionRule(name)) }

func anyFunctionRule(name string) *rule {
	return &rule{
		text: fmt.Sprintf("IgnoreAnyFunction(%q)", name),
		match: func(g *goroutine.Goroutine, _ *Leak) bool {
			for i := range g.Stack {
				if g.Stack[i].Function == name {
					return true
				}
			}
			return false
		},
	}
}

// IgnoreCreatedBy ignores goroutines whose go statement stands in the named
// function, the one that the runtime prints behind "created by". This is the
// most precise of the ignores: it does not depend on where the goroutine
// happens to be.
func IgnoreCreatedBy(name string) Option { return ruleOption(createdByRule(name)) }

func createdByRule(name string) *rule {
	return &rule{
		text: fmt.Sprintf("IgnoreCreatedBy(%q)", name),
		match: func(g *goroutine.Goroutine, _ *Leak) bool {
			return g.CreatedBy != nil && g.CreatedBy.Function == name
		},
		quick: func(rec goroutine.Record) bool { return string(rec.CreatedBy()) == name },
	}
}

// IgnorePackage ignores goroutines that have a function of the package with
// this import path in their stack, or whose go statement stands in it. With a
// trailing "/..." it holds for the packages below, too.
func IgnorePackage(importPath string) Option {
	if p := strings.TrimSuffix(importPath, "/..."); p == "" || p == "." || p == "..." || path.Clean(p) != p {
		return misuseOption("IgnorePackage(%q) does not name a package; give its import path, as in leaktest.IgnorePackage(\"example.com/pkg\") or leaktest.IgnorePackage(\"example.com/pkg/...\")", importPath)
	}
	return ruleOption(packageRule(importPath))
}

func packageRule(importPath string) *rule {
	below, withBelow := strings.CutSuffix(importPath, "/...")
	in := func(f *goroutine.Frame) bool {
		p := f.Package()
		return p == below || withBelow && strings.HasPrefix(p, below+"/")
	}
	return &rule{
		text: fmt.Sprintf("IgnorePackage(%q)", importPath),
		match: func(g *goroutine.Goroutine, _ *Leak) bool {
			for i := range g.Stack {
				if in(&g.Stack[i]) {
					return true
				}
			}
			return g.CreatedBy != nil && in(g.CreatedBy)
		},
	}
}

// IgnoreCurrent ignores every goroutine that runs when IgnoreCurrent is called.
// [Check] does not need it: it never reports what was there before.
//
// It takes a snapshot of all goroutines, which stops the program for as long as
// that takes: about 40 µs in a small test binary, 20 ms at 10,000 goroutines,
// 200 ms at 100,000. It remembers their ids, which the runtime never gives
// twice.
func IgnoreCurrent() Option {
	ids := snapshotIDs()
	return ruleOption(&rule{
		text:     "IgnoreCurrent()",
		match:    func(g *goroutine.Goroutine, _ *Leak) bool { return ids[g.ID] },
		quick:    func(rec goroutine.Record) bool { return ids[rec.ID()] },
		snapshot: true,
	})
}

// IgnoreFunc ignores the goroutines for which f returns true. The reason says
// why they may live on; it must not be empty, and is printed where ignores are
// listed. f gets the leak as it would be reported, may be called from several
// goroutines at once, and more than once for one goroutine.
func IgnoreFunc(reason string, f func(Leak) bool) Option {
	if strings.TrimSpace(reason) == "" {
		return misuseOption("IgnoreFunc needs a reason: why may these goroutines live on?")
	}
	if f == nil {
		return misuseOption("IgnoreFunc(%q, nil) has no function to ask", reason)
	}
	return ruleOption(&rule{
		text:      fmt.Sprintf("IgnoreFunc(%q, ...)", reason),
		match:     func(_ *goroutine.Goroutine, l *Leak) bool { return f(*l) },
		needsLeak: true,
	})
}
