package owner

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/endless"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/loop"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/report"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
)

// A PipeEnd says at which end of an io.Pipe a goroutine is.
//
// A pipe is like a channel without a buffer that either end closes: a write waits
// for reads, a read for writes, and both end when one of the ends is closed.
type PipeEnd int

// The ends of a pipe.
const (
	NoPipe     PipeEnd = iota
	PipeReader         // the goroutine reads until the pipe is closed
	PipeWriter         // it writes, and waits until somebody reads that
)

// pipeCloses are the methods of either end that end the goroutine at the other.
var pipeCloses = []string{"Close", "CloseWithError"}

// pipeStart is the start at a go statement whose goroutine is at one end of a
// pipe that this function has made. Both ends are followed: for a writer
// everything but dropping them counts as reading on, for a reader only what may
// close them.
func (x *Index) pipeStart(site *spawn.Site) *start {
	if len(site.Targets) != 1 {
		return nil
	}
	t := site.Targets[0]
	if len(t.Fn.Blocks) == 0 && site.Kind == spawn.GoStmt {
		t.Args = site.Instr.Common().Args // the parameters are not known
	}
	made, end, part := pipeIn(site, t)
	if made == nil {
		return nil
	}
	h := &hold{
		Hold: Hold{
			Result: -1, Param: -1, Started: true, Sure: true, Stops: pipeCloses,
			Keeps: []string{"Read", "Write", "WriteTo", "ReadFrom"}, Place: report.PlaceOf(site.Enclosing, site.Pos()),
		},
		at: site.Pos(), pipe: end, joins: x.joinsOf(t.Fn),
	}
	if len(t.Fn.Blocks) == 0 {
		if !endless.IsFunc(t.Fn, "io", "Copy") {
			return nil
		}
	} else if use := x.usesEnd(t.Fn, part, end, 0); use == unused {
		return nil
	} else {
		h.Sure = use == used
	}
	if end == PipeReader {
		h.Keeps = []string{"Read", "WriteTo"}
	}
	s := &start{fn: site.Enclosing, instr: site.Instr, pos: site.Pos(), hold: h, site: site}
	for _, ref := range *made.Referrers() {
		if e, ok := ref.(*ssa.Extract); ok {
			s.roots = append(s.roots, e)
		}
	}
	return s
}

// pipeIn returns the call of io.Pipe one end of which the goroutine is given,
// which end that is, and the parameter or captured variable that it comes in;
// nil if it is given none, or both.
func pipeIn(site *spawn.Site, t spawn.Target) (made *ssa.Call, end PipeEnd, at int) {
	for i, v := range slices.Concat(t.Args, t.Bindings) {
		if v == nil {
			continue
		}
		root, field := rootOf(v)
		e, ok := root.(*ssa.Extract)
		if !ok || field != nil || e.Parent() != site.Enclosing {
			continue
		}
		call, ok := e.Tuple.(*ssa.Call)
		if !ok || !endless.IsFunc(call.Common().StaticCallee(), "io", "Pipe") {
			continue
		}
		if made != nil {
			return nil, NoPipe, 0
		}
		made, end, at = call, PipeReader, i
		if e.Index == 1 {
			end = PipeWriter
		}
	}
	return made, end, at
}

// A use says whether a goroutine needs that the pipe it is given an end of is closed.
type use int

const (
	unused    use = iota
	maybeUsed     // it hands the read end to a function that is not known
	used
)

// usesEnd returns whether the function writes to the end of the pipe that it is
// given, or reads from it until the pipe is closed, and does nothing else with it
// than to close it.
func (x *Index) usesEnd(fn *ssa.Function, i int, end PipeEnd, depth int) (found use) {
	if depth > maxCalls {
		return unused
	}
	var root ssa.Value
	if i < len(fn.Params) {
		root = fn.Params[i]
	} else if i -= len(fn.Params); i < len(fn.FreeVars) {
		root = fn.FreeVars[i]
	} else {
		return unused
	}
	f := x.follow(fn, pipeUses, nil, []ssa.Value{root})
	for instr, does := range f.does {
		if does&escapes == 0 {
			continue
		}
		call, ok := instr.(*ssa.Call)
		if !ok {
			return unused // it is stored, returned or used by another goroutine
		}
		switch {
		case end == PipeWriter || f.readsToEnd(call):
			found = used
		case f.handsToUnknown(call):
			found = max(found, maybeUsed)
		default:
			found = max(found, f.handsToReader(call, depth))
		}
	}
	return found
}

// pipeUses makes every use of an end of a pipe an escape, other than its close.
var pipeUses = &hold{
	Hold: Hold{Stops: pipeCloses, Keeps: []string{"Read", "Write", "WriteTo", "ReadFrom"}},
	pipe: PipeWriter,
}

// readsToEnd reports whether the call reads from what it is given until that is
// closed: by itself, or in a loop that is left only by what it returns, also where
// it makes a reader that is used so.
func (f *follower) readsToEnd(call *ssa.Call) bool {
	callee := call.Common().StaticCallee()
	switch {
	case endless.IsFunc(callee, "io", "Copy", "CopyBuffer", "ReadAll"):
		return true
	case endless.IsFunc(callee, "bufio", "NewScanner", "NewReader", "NewReaderSize"):
		return slices.ContainsFunc(methodCalls(call), loopsOn)
	}
	return callee != nil && callee.Name() == "Read" && loopsOn(call)
}

// handsToReader returns whether the call is one of a function of this package
// that reads from the end it is given until the pipe is closed.
func (f *follower) handsToReader(call *ssa.Call, depth int) (found use) {
	callee := f.x.own(call.Common().StaticCallee())
	if callee == nil {
		return unused
	}
	for i, arg := range call.Common().Args {
		if _, known := f.aliases[arg]; known {
			found = max(found, f.x.usesEnd(callee, i, PipeReader, depth+1))
		}
	}
	return found
}

// handsToUnknown reports whether the call is one of a function value, or of a method
// of an interface, that gets the end as an io.Reader: to parse, say, what comes.
func (f *follower) handsToUnknown(call *ssa.Call) bool {
	common := call.Common()
	return common.StaticCallee() == nil && slices.ContainsFunc(common.Args, func(arg ssa.Value) bool {
		_, known := f.aliases[arg]
		return known && isInterfaceOfIO(arg.Type(), "Reader")
	})
}

// methodCalls returns the calls of methods of what a call has made.
func methodCalls(made *ssa.Call) (list []*ssa.Call) {
	for _, ref := range *made.Referrers() {
		if call, ok := ref.(*ssa.Call); ok && isReceiver(call.Common(), made) {
			list = append(list, call)
		}
	}
	return list
}

// isReceiver reports whether v is the receiver of the called method.
func isReceiver(call *ssa.CallCommon, v ssa.Value) bool {
	callee := call.StaticCallee()
	return callee != nil && callee.Signature.Recv() != nil && call.Args[0] == v && !slices.Contains(call.Args[1:], v)
}

// loopsOn reports whether the call is in a loop that is left only on a condition
// about what the call returns.
func loopsOn(call *ssa.Call) bool {
	l := loop.Innermost(loop.Of(call.Parent()), call.Block())
	if l == nil {
		return false
	}
	for _, b := range call.Parent().Blocks {
		if !l.Contains(b) || !slices.ContainsFunc(b.Succs, func(to *ssa.BasicBlock) bool { return !l.Contains(to) }) {
			continue
		}
		branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
		if !ok {
			return false
		}
		about := branch.Cond
		if cmp, ok := about.(*ssa.BinOp); ok {
			about = cmp.X
		}
		if made, _ := resultIn(about); made != call {
			return false
		}
	}
	return true
}
