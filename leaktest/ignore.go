package leaktest

import (
	"fmt"
	"path"
	"strings"

	"github.com/leaktight/leaktight/leaktest/goroutine"
	"github.com/leaktight/leaktight/leaktest/internal/engine"
	"github.com/leaktight/leaktight/leaktest/internal/source"
)

func ruleOption(r *engine.Rule) Option {
	return optionFunc(func(s *engine.Settings) {
		s.Ignores = append(s.Ignores, r)
		engine.Rules.Register(r)
	})
}

// misuseOption is an option that was refused; the check that gets it says why.
func misuseOption(format string, args ...any) Option {
	text := fmt.Sprintf(format, args...)
	return optionFunc(func(s *engine.Settings) { s.Misuse = append(s.Misuse, text) })
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

func topFunctionRule(name string) *engine.Rule {
	return &engine.Rule{
		Text: fmt.Sprintf("IgnoreTopFunction(%q)", name),
		Match: func(g *engine.Candidate) bool {
			top := source.Top(g.Stack)
			return top >= 0 && g.Stack[top].Function == name
		},
		Quick: func(rec goroutine.Record) bool { return string(rec.Top()) == name },
	}
}

// IgnoreAnyFunction ignores goroutines that have the named function anywhere in
// their stack. The function that holds the go statement is not part of the
// stack; [IgnoreCreatedBy] matches that one.
func IgnoreAnyFunction(name string) Option { return ruleOption(anyFunctionRule(name)) }

func anyFunctionRule(name string) *engine.Rule {
	return &engine.Rule{
		Text: fmt.Sprintf("IgnoreAnyFunction(%q)", name),
		Match: func(g *engine.Candidate) bool {
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

func createdByRule(name string) *engine.Rule {
	return &engine.Rule{
		Text: fmt.Sprintf("IgnoreCreatedBy(%q)", name),
		Match: func(g *engine.Candidate) bool {
			return g.CreatedBy != nil && g.CreatedBy.Function == name
		},
		Quick: func(rec goroutine.Record) bool { return string(rec.CreatedBy()) == name },
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

func packageRule(importPath string) *engine.Rule {
	below, withBelow := strings.CutSuffix(importPath, "/...")
	in := func(f *goroutine.Frame) bool {
		p := f.Package()
		return p == below || withBelow && strings.HasPrefix(p, below+"/")
	}
	return &engine.Rule{
		Text: fmt.Sprintf("IgnorePackage(%q)", importPath),
		Match: func(g *engine.Candidate) bool {
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
	ids := engine.SnapshotIDs()
	return ruleOption(&engine.Rule{
		Text:     "IgnoreCurrent()",
		Match:    func(g *engine.Candidate) bool { return ids[g.ID] },
		Quick:    func(rec goroutine.Record) bool { return ids[rec.ID()] },
		Snapshot: true,
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
	return ruleOption(&engine.Rule{
		Text:  fmt.Sprintf("IgnoreFunc(%q, ...)", reason),
		Match: func(r *engine.Candidate) bool { return f(leakOf(r)) },
	})
}
