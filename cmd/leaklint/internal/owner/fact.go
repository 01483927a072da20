package owner

import (
	"fmt"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/graph"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/model"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/report"
)

// factVersion is raised when the meaning of [Fact] changes; facts of another
// version count as none.
const factVersion = 3

// maxHanded bounds through how many calls an object with a goroutine is followed
// up from its start. What stands in an object of an object of a service is no
// longer the business of whoever got the service.
const maxHanded = 5

// A Fact says what a call of a function leaves running. It is attached to the
// function's object.
type Fact struct {
	Version int
	Holds   []Hold
}

// AFact marks Fact as a fact.
func (*Fact) AFact() {}

// String describes the fact in tests.
func (f *Fact) String() string {
	text := "owner"
	for _, h := range f.Holds {
		text += " " + h.String()
	}
	return text
}

// A Hold is one goroutine that lives on after a call, and what ends it.
type Hold struct {
	// Result is the result of the call that holds the goroutine, or -1. Param is
	// then the parameter that does (the receiver counts).
	Result, Param int

	Runs      bool   // the function itself runs until one of Stops is called
	Func      bool   // the result is a function that ends the goroutine
	Started   bool   // it runs after the call; else one of Starts starts it
	Sometimes bool   // only some of the paths through the function start it
	Kept      bool   // somebody else holds the result too, and may end it
	Sure      bool   // it was shown that nothing else ends it
	Context   bool   // a context that the call is given ends it too
	Held      string // what is held until then, where that is no goroutine: "connection"
	Maybe     bool   // whether it runs, and until when, depends on what is not looked at
	Contexts  []int  // the parameters that are contexts and end it too
	Type      string // the name of the type that has the methods

	Starts []string // methods that start the goroutine
	Stops  []string // methods that end it
	Calls  int      // calls between the function and the start, counted from 1
	Keeps  []string // methods that may hand the object to somebody who ends it

	Place report.Place // of the start
}

// String describes the hold in tests.
func (h *Hold) String() string {
	text := fmt.Sprintf("result%d", h.Result)
	if h.Result < 0 {
		text = fmt.Sprintf("param%d", h.Param)
	}
	if h.Func {
		return text + ":call"
	}
	if !h.Started {
		text += fmt.Sprintf(":%v then ", h.Starts)
	}
	if h.Sometimes {
		text += "?"
	}
	return text + fmt.Sprintf("%v", h.Stops)
}

// factOf returns what is known of a call of the function.
func (x *Index) factOf(fn *ssa.Function) []*hold {
	if fn = graph.Original(fn); fn == nil {
		return nil
	}
	if known, ok := x.facts[fn]; ok {
		return known
	}
	obj, ok := fn.Object().(*types.Func)
	if !ok || obj.Pkg() == nil || obj.Pkg() == x.pass.Pkg {
		return nil
	}
	var holds []*hold
	fact := new(Fact)
	if own, _ := model.Owned(fn); own.Lent {
		holds = written(fn)
	} else if x.pass.ImportObjectFact(obj, fact) && fact.Version == factVersion {
		for _, h := range fact.Holds {
			holds = append(holds, &hold{Hold: h})
		}
	} else {
		holds = written(fn)
	}
	x.facts[fn] = holds
	return holds
}

// addFact notes that a call of fn leaves the goroutine running, and reports
// whether that is new.
func (x *Index) addFact(fn *ssa.Function, h *hold) bool {
	if h.Calls++; h.Calls > maxHanded {
		return false
	}
	for _, known := range x.facts[fn] {
		if known.Result == h.Result && known.Param == h.Param {
			return false
		}
	}
	x.facts[fn] = append(x.facts[fn], h)
	return true
}

// export exports the facts about the functions of this package.
func (x *Index) export(funcs []*ssa.Function) {
	for _, fn := range funcs {
		obj, ok := fn.Object().(*types.Func)
		if !ok || !obj.Exported() {
			continue
		}
		fact := &Fact{Version: factVersion}
		for _, h := range x.facts[fn] {
			told := h.Hold
			told.Stops = exported(h.Stops)
			told.Starts = exported(h.Starts)
			told.Keeps = exported(x.keeps(h))
			if len(told.Stops) > 0 || h.Func {
				fact.Holds = append(fact.Holds, told)
			}
		}
		if len(fact.Holds) > 0 {
			x.pass.ExportObjectFact(obj, fact)
		}
	}
}

// exported returns the names that other packages may call, sorted.
func exported(names []string) []string {
	var list []string
	for _, name := range names {
		if name != "" && !('a' <= name[0] && name[0] <= 'z') && name[0] != '_' {
			list = append(list, name)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}
