package held

import (
	"fmt"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/heap"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/report"
)

// factVersion is the version of the meaning of [Fact]. A fact of another version
// counts as none.
const factVersion = 2

// maxFactLocks bounds how many locks a fact lists of each kind.
const maxFactLocks = 4

// maxFactInvokes bounds how many calls of parameters a fact lists.
const maxFactInvokes = 2

// A Fact is what callers in other packages have to know of what a function does
// to locks. It lists only locks that code of other packages can come to hold.
type Fact struct {
	Version  int
	Acquires []FactLock
	Holds    []FactLock
	Releases []FactLock
	Invokes  []FactInvoke
}

// A FactInvoke is a call of a parameter.
type FactInvoke struct {
	Param  int    // the index of the parameter
	Method string // of a parameter that is an interface; empty for a function
	Held   []FactLock
	Must   bool // on every path
	Place  report.Place
}

// A FactLock is one lock of a fact.
type FactLock struct {
	Param  int    // the index of the parameter that the path starts at; -1 for none
	Fields string // the path from there
	Class  string
	Read   bool
	Must   bool         // it is asked for on every path
	Place  report.Place // where it is asked for
}

// AFact marks Fact as a fact of the analysis framework.
func (*Fact) AFact() {}

// String describes the fact as the tests show it: "asks for 0.mu, holds 0.mu".
func (f *Fact) String() string {
	var parts []string
	add := func(verb string, locks []FactLock) {
		for _, l := range locks {
			parts = append(parts, fmt.Sprintf("%s %d%s", verb, l.Param, l.Fields))
		}
	}
	add("asks for", f.Acquires)
	add("holds", f.Holds)
	add("releases", f.Releases)
	for _, i := range f.Invokes {
		parts = append(parts, strings.TrimSuffix(fmt.Sprintf("calls %d.%s", i.Param, i.Method), "."))
		add("with", i.Held)
	}
	return strings.Join(parts, ", ")
}

// export exports the facts of the functions that other packages can call.
func (x *Index) export() {
	reachable := map[string]bool{} // classes of locks that callers can come to hold
	for fn, s := range x.summaries {
		if visible(fn) {
			for _, l := range s.Holds {
				reachable[l.Class.Name] = true
			}
		}
	}
	for _, fn := range x.starts.Funcs {
		s := x.summaries[fn]
		if s == nil || !visible(fn) {
			continue
		}
		f := &Fact{Version: factVersion, Holds: factLocks(fn, s.Holds), Releases: factLocks(fn, s.Releases)}
		for _, a := range s.Acquires {
			if a.Class.Local == nil && a.Class.Name != "" && (a.Open || reachable[a.Class.Name]) && len(f.Acquires) < maxFactLocks {
				l := factLock(fn, a.Lock)
				l.Must, l.Place = a.Must, a.Place
				f.Acquires = append(f.Acquires, l)
			}
		}
		f.Invokes = factInvokes(fn, s.Invokes)
		if len(f.Acquires)+len(f.Holds)+len(f.Releases)+len(f.Invokes) > 0 {
			x.pass.ExportObjectFact(fn.Object(), f)
		}
	}
}

// visible reports whether other packages can call the function by its name.
func visible(fn *ssa.Function) bool {
	obj, ok := fn.Object().(*types.Func)
	return ok && obj.Exported() && fn.Parent() == nil
}

// factLocks returns the locks that can be named from a parameter.
func factLocks(fn *ssa.Function, locks []Lock) (list []FactLock) {
	for _, l := range locks {
		if f := factLock(fn, l); f.Param >= 0 && len(list) < maxFactLocks {
			list = append(list, f)
		}
	}
	return list
}

// factInvokes returns the calls of parameters of the function, each parameter once:
// with the locks that are named from a parameter too, if there are any.
func factInvokes(fn *ssa.Function, invokes []Invoke) (list []FactInvoke) {
	for _, i := range invokes {
		index := slices.Index(fn.Params, i.Param)
		if index < 0 {
			continue
		}
		var locks []Lock
		for _, h := range i.Held {
			locks = append(locks, h.Lock)
		}
		f := FactInvoke{Param: index, Method: i.Method, Held: factLocks(fn, locks), Must: i.Must, Place: i.Place}
		same := slices.IndexFunc(list, func(g FactInvoke) bool { return g.Param == f.Param && g.Method == f.Method })
		if same < 0 && len(list) < maxFactInvokes {
			list = append(list, f)
		} else if same >= 0 && len(f.Held) > len(list[same].Held) {
			list[same] = f
		}
	}
	return list
}

func factLock(fn *ssa.Function, l Lock) FactLock {
	f := FactLock{Param: -1, Class: l.Class.Name, Read: l.Read}
	if p, ok := l.Path.Root.(*ssa.Parameter); ok && p.Parent() == fn {
		f.Param, f.Fields = slices.Index(fn.Params, p), l.Path.Fields
	}
	return f
}

// importSummary returns what the fact of a function of another package says;
// never nil.
func (x *Index) importSummary(fn *ssa.Function) *Summary {
	if s := x.imported[fn]; s != nil {
		return s
	}
	s := new(Summary)
	obj, ok := fn.Object().(*types.Func)
	if !ok || obj.Pkg() == nil || obj.Pkg() == x.pass.Pkg {
		return s
	}
	x.imported[fn] = s
	f := new(Fact)
	if !x.pass.ImportObjectFact(obj, f) || f.Version != factVersion {
		return s
	}
	for _, l := range f.Acquires {
		s.Acquires = append(s.Acquires, Acquire{Lock: lockOf(l), Must: l.Must, Pos: token.NoPos, Place: l.Place})
	}
	for _, l := range f.Holds {
		s.Holds = append(s.Holds, lockOf(l))
	}
	for _, l := range f.Releases {
		s.Releases = append(s.Releases, lockOf(l))
	}
	for _, i := range f.Invokes {
		invoke := Invoke{Index: i.Param, Method: i.Method, Must: i.Must, Place: i.Place}
		for _, l := range i.Held {
			invoke.Held = append(invoke.Held, Held{Lock: lockOf(l)})
		}
		s.Invokes = append(s.Invokes, invoke)
	}
	return s
}

func lockOf(f FactLock) Lock {
	l := Lock{Class: Class{Name: f.Class}, Read: f.Read, Open: true}
	if f.Param >= 0 {
		l.Path = heap.Path{Param: f.Param + 1, Fields: f.Fields}
	}
	return l
}
