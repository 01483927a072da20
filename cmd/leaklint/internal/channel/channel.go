// Package channel finds the channels that a package makes and what is done with
// each of them.
//
// A channel is identified by the instruction that makes it. Two channels made
// by one instruction, in two executions of its function, are taken for one; so
// are the channels that one instruction stores in a field of several objects.
package channel

import (
	"go/token"
	"go/types"
	"reflect"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/flow"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/loop"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/report"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
)

// Analyzer computes the channels of a package. Its result is a [*Channels].
var Analyzer = &analysis.Analyzer{
	Name:       "channel",
	Doc:        "find the channels of a package and what is done with them",
	Run:        run,
	Requires:   []*analysis.Analyzer{flow.Analyzer},
	ResultType: reflect.TypeFor[*Channels](),
	FactTypes:  []analysis.Fact{new(Fact)},
}

// maxCapacityDepth bounds through how many callers a size is followed.
const maxCapacityDepth = 4

// An OpKind is what an operation does with a channel.
type OpKind int

// The kinds of operations.
const (
	Send OpKind = iota
	Recv
	Close
)

// An Op is one operation on a channel.
type Op struct {
	Kind  OpKind
	Instr ssa.Instruction // *ssa.Send, *ssa.UnOp, *ssa.Select, or the call of close
	Value ssa.Value       // the channel, as it is known there
	Pos   token.Pos
	State int // of a select: the index of its state; else -1

	// Alone reports that there is no way out beside the operation: it is not one
	// of several cases of a select, and the select has no default.
	Alone bool

	// Ranged reports a receive in a loop that ends only when the channel is
	// closed: for range ch, or for { v, ok := <-ch; if !ok { return } }.
	Ranged bool

	// Exit reports a case of a select that is the only way out of the loop
	// around it.
	Exit bool

	// Many reports that the operation stands for several: it is done in a loop of
	// a function of another package.
	Many bool

	// Place is where the operation is done, when that is in a function of another
	// package that Instr calls or starts.
	Place report.Place
}

// Starts reports whether the operation is done by a goroutine that Instr starts,
// and not by the one that executes Instr.
func (op *Op) Starts() bool {
	_, starts := op.Instr.(*ssa.Go)
	return starts
}

// Fn returns the function that holds the operation.
func (op *Op) Fn() *ssa.Function { return op.Instr.Parent() }

// A Maker is the instruction that makes a channel: a *ssa.MakeChan, or a
// *ssa.Call of a function of another package that makes it, or the timer it is in.
type Maker interface {
	ssa.Value
	ssa.Instruction
}

// A Channel is the channel that one instruction makes.
type Channel struct {
	Make Maker
	Cap  loop.Count
	Flow *flow.Flow
	Ops  []*Op

	// Fed reports that the world outside of the program sends on the channel, until
	// one of the calls in Mutes: signals, or a timer.
	Fed   bool
	Mutes []ssa.CallInstruction

	at map[ssa.Instruction][]*Op
}

// At returns the operations on the channel in one instruction: a select may
// have several.
func (c *Channel) At(instr ssa.Instruction) []*Op { return c.at[instr] }

// Escapes reports whether the channel goes out of sight, so that operations on
// it may exist that are not among Ops. A channel that is returned to callers
// that are not all known does not escape by that alone (see flow.Returned). What is
// done from outside of the program is out of sight, too.
func (c *Channel) Escapes() bool { return c.Fed || len(c.Flow.Escapes) > 0 }

// Has reports whether there is an operation of the kind.
func (c *Channel) Has(kind OpKind) bool {
	for _, op := range c.Ops {
		if op.Kind == kind {
			return true
		}
	}
	return false
}

// Name returns the name of the variable or field that holds the channel, for
// messages; "channel" if it has none.
func (c *Channel) Name() string {
	if len(c.Flow.Fields) > 0 {
		return c.Flow.Fields[0].Name()
	}
	for _, ref := range *c.Make.Referrers() {
		switch ref := ref.(type) {
		case *ssa.DebugRef:
			if obj := ref.Object(); obj != nil {
				return obj.Name()
			}
		case *ssa.Store:
			if a, ok := ref.Addr.(*ssa.Alloc); ok && a.Comment != "" {
				return a.Comment
			}
		}
	}
	return "channel"
}

// Channels are the channels of one package.
type Channels struct {
	Index *flow.Index
	All   []*Channel

	// Timers are those in the field C of a time.Timer or time.Ticker that the package
	// makes: their flow is that of the object. They are not among All.
	Timers []*Channel

	byValue map[ssa.Value][]*Channel
}

// Of returns the channels that a value may be: one, or several where a field or
// a parameter takes several, or none if it is not known.
func (cs *Channels) Of(v ssa.Value) []*Channel { return cs.byValue[v] }

func run(pass *analysis.Pass) (any, error) {
	ix := pass.ResultOf[flow.Analyzer].(*flow.Index)
	cs := &Channels{Index: ix, byValue: map[ssa.Value][]*Channel{}}
	f := &factory{pass: pass, ix: ix, read: map[*ssa.Function]*Fact{}}
	for _, m := range ix.Makes() {
		cs.add(f.newChannel(m, capacity(ix, m.Size, 0)))
	}
	for _, call := range ix.ChannelCalls() {
		if fact := f.makes(call); fact != nil {
			cs.add(f.newChannel(call, loop.Count{Const: fact.Cap, Known: true}))
		}
	}
	for _, call := range ix.Timers() {
		cs.Timers = append(cs.Timers, f.newChannel(call, loop.Count{}))
	}
	f.export(cs)
	return cs, nil
}

func (cs *Channels) add(c *Channel) {
	cs.All = append(cs.All, c)
	for _, v := range c.Flow.Order {
		cs.byValue[v] = append(cs.byValue[v], c)
	}
}

func (f *factory) newChannel(m Maker, size loop.Count) *Channel {
	c := &Channel{
		Make: m,
		Cap:  size,
		Flow: f.ix.ForwardKnown(m, f.knows),
		at:   map[ssa.Instruction][]*Op{},
	}
	for _, use := range c.Flow.Uses {
		c.addOutside(use)
		for _, op := range f.opsOf(use) {
			c.Ops = append(c.Ops, op)
			c.at[op.Instr] = append(c.at[op.Instr], op)
		}
	}
	return c
}

// capacity returns the size of a buffer: also where it is a parameter for which
// every caller passes the same constant.
func capacity(ix *flow.Index, size ssa.Value, depth int) loop.Count {
	p, ok := variable.Value(size).(*ssa.Parameter)
	if !ok || depth > maxCapacityDepth {
		return loop.CountOf(size)
	}
	calls, all := ix.Callers(p.Parent())
	i := slices.Index(p.Parent().Params, p)
	if !all || len(calls) == 0 || i < 0 {
		return loop.CountOf(size)
	}
	var common loop.Count
	for n, call := range calls {
		args := call.Common().Args
		if i >= len(args) || call.Common().IsInvoke() {
			return loop.CountOf(size)
		}
		c := capacity(ix, args[i], depth+1)
		if !c.Known || n > 0 && c != common {
			return loop.CountOf(size)
		}
		common = c
	}
	return common
}

// opsOf returns the operations on the channel in one use of it.
func (f *factory) opsOf(use flow.Use) []*Op {
	switch instr := use.Instr.(type) {
	case *ssa.Send:
		return []*Op{{Kind: Send, Instr: instr, Value: use.Value, Pos: instr.Pos(), State: -1, Alone: true}}
	case *ssa.UnOp:
		return []*Op{{Kind: Recv, Instr: instr, Value: use.Value, Pos: instr.Pos(), State: -1, Alone: true, Ranged: f.ranged(instr)}}
	case *ssa.Select:
		return f.selectOps(use.Value, instr)
	case *ssa.FieldAddr:
		return f.timerOps(instr)
	case ssa.CallInstruction:
		if b, ok := instr.Common().Value.(*ssa.Builtin); ok && b.Name() == "close" {
			return []*Op{{Kind: Close, Instr: instr, Value: use.Value, Pos: instr.Pos(), State: -1}}
		}
		return f.opsOfCall(use.Value, instr)
	}
	return nil
}

// opsOfCall returns what a function of another package does with its argument.
func (f *factory) opsOfCall(v ssa.Value, call ssa.CallInstruction) (ops []*Op) {
	known, _ := f.param(call, v)
	for _, op := range known {
		ops = append(ops, &Op{
			Kind: op.Kind, Instr: call, Value: v, Pos: call.Pos(), State: -1,
			Alone: op.Alone, Ranged: op.Ranged, Exit: op.Exit, Many: op.Loop, Place: op.Place,
		})
	}
	return ops
}

func (f *factory) selectOps(v ssa.Value, s *ssa.Select) []*Op {
	var ops []*Op
	for i, state := range s.States {
		if state.Chan != v {
			continue
		}
		kind := Recv
		if state.Dir == types.SendOnly {
			kind = Send
		}
		ops = append(ops, &Op{
			Kind: kind, Instr: s, Value: v, Pos: state.Pos, State: i,
			Alone: s.Blocking && len(s.States) == 1,
			Exit:  f.onlyExit(s, i),
		})
	}
	return ops
}
