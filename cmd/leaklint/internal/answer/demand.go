package answer

import (
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/channel"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/graph"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/loop"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
)

// Many stands for a number of operations that is not bounded by a constant.
const Many = 1 << 20

// maxDepth bounds the depth of calls through which a demand is followed.
const maxDepth = 12

// A Demand is how many obligations of one kind a goroutine may have on one path
// through it.
type Demand struct {
	Count int              // at most Many
	Op    *channel.Op      // the last of them on that path
	Doubt *decision.Reason // why the owner's leaving may exclude that the operation is made; nil if it may not
}

func (d Demand) plus(e Demand) Demand {
	if e.Count == 0 {
		return d
	}
	return Demand{Count: min(d.Count+e.Count, Many), Op: e.Op, Doubt: e.Doubt}
}

// A context is what is known of the parameters of a function at a call: which
// are nil and which are not, as bits by index. It keeps apart the two calls
// send(ch, nil) and send(ch, err).
type context struct {
	null, nonnull uint64
	panics        bool // a deferred call that recovers from a panic
}

type demandKey struct {
	fn      *ssa.Function
	need    Need
	context context
}

// demandOf returns the demand of a goroutine started at the site.
func (t *trace) demandOf(need Need, site *spawn.Site) Demand {
	var most Demand
	for _, op := range t.channel.At(site.Instr) {
		if op.Starts() && obliges(op, need) && most.Count == 0 {
			most = Demand{Count: several(op), Op: op}
		}
	}
	for _, target := range site.Targets {
		if t.links[target.Fn] == nil {
			continue
		}
		d := t.demand(target.Fn, need, contextOf(target.Args), 0)
		if d.Count > most.Count {
			most = d
		}
	}
	return most
}

// argsFor returns the arguments that the call has for the parameters of the callee:
// none if it runs it through an interface or another function.
func argsFor(callee *ssa.Function, call ssa.CallInstruction) []ssa.Value {
	common := call.Common()
	static := graph.Original(common.StaticCallee())
	if common.IsInvoke() || static != nil && static != callee || len(common.Args) != len(callee.Params) {
		return nil
	}
	return common.Args
}

func contextOf(args []ssa.Value) context {
	var c context
	for i, arg := range args {
		if arg == nil || i >= 64 {
			continue
		}
		switch known, null := nilness(arg); {
		case known && null:
			c.null |= 1 << i
		case known:
			c.nonnull |= 1 << i
		}
	}
	return c
}

// nilness reports whether it is evident if v is nil.
func nilness(v ssa.Value) (known, null bool) {
	switch v := variable.Value(v).(type) {
	case *ssa.Const:
		return v.IsNil(), v.IsNil()
	case *ssa.MakeInterface, *ssa.Alloc, *ssa.MakeClosure, *ssa.Function, *ssa.MakeChan, *ssa.MakeMap:
		return true, false
	case *ssa.Call:
		if fn := v.Call.StaticCallee(); fn != nil {
			name := fn.RelString(nil)
			return name == "fmt.Errorf" || name == "errors.New", false
		}
	}
	return false, false
}

// demand returns the greatest demand of a path through fn.
func (t *trace) demand(fn *ssa.Function, need Need, ctx context, depth int) Demand {
	key := demandKey{fn, need, ctx}
	if d, ok := t.demands[key]; ok || depth > maxDepth || len(fn.Blocks) == 0 {
		return d
	}
	t.demands[key] = Demand{} // a recursive call adds nothing
	if !t.mayOblige(fn, need) {
		return Demand{}
	}
	d := &demander{trace: t, need: need, ctx: ctx, fn: fn, depth: depth, memo: map[*ssa.BasicBlock]Demand{}}
	result := d.below(fn.Blocks[0])
	if d.last.Count > result.Count {
		result = d.last
	}
	t.demands[key] = result
	return result
}

// mayOblige reports whether an obligation stands in fn or in what it calls.
func (t *trace) mayOblige(fn *ssa.Function, need Need) bool {
	for _, op := range t.channel.Ops {
		if op.Fn() == fn && obliges(op, need) && !op.Starts() {
			return true
		}
	}
	return t.calling[fn]
}

// A demander finds the demand of one function: the longest path through its
// blocks without back edges, where an operation in a loop counts as many.
type demander struct {
	*trace
	need  Need
	ctx   context
	fn    *ssa.Function
	depth int
	memo  map[*ssa.BasicBlock]Demand

	last Demand // the greatest that a deferred call has instead of the rest
}

// instead notes the demand of a deferred call that is made only where the rest of
// the function was not: after a panic, or under a condition of its own.
func (d *demander) instead(last Demand) {
	if last.Count > d.last.Count {
		d.last = last
	}
}

// below returns the greatest demand of a path that begins at the block.
func (d *demander) below(b *ssa.BasicBlock) Demand {
	if known, ok := d.memo[b]; ok {
		return known
	}
	d.memo[b] = Demand{}
	sum := d.inside(b)
	var most Demand
	for i, succ := range b.Succs {
		if succ.Dominates(b) || d.excluded(b, i) {
			continue
		}
		if next := d.below(succ); next.Count > most.Count {
			most = next
		}
	}
	sum = sum.plus(most)
	d.memo[b] = sum
	return sum
}

// inside returns the demand of the block itself.
func (d *demander) inside(b *ssa.BasicBlock) Demand {
	var sum Demand
	for _, instr := range b.Instrs {
		for _, op := range d.channel.At(instr) {
			if obliges(op, d.need) && !op.Starts() {
				sum = sum.plus(Demand{Count: d.times(op), Op: op, Doubt: d.doubt(op)})
			}
		}
		if call, ok := instr.(ssa.CallInstruction); ok {
			for _, callee := range d.callees[call] {
				ctx := contextOf(argsFor(callee, call))
				below := d.demand(callee, d.need, ctx, d.depth+1)
				if _, deferred := call.(*ssa.Defer); deferred {
					ctx.panics = true
					d.instead(d.demand(callee, d.need, ctx, d.depth+1))
					if below.Count > 0 && !dominatesReturns(below.Op.Instr.Block()) {
						d.instead(below) // it makes up for what was not done
						continue
					}
				}
				if below.Count > 0 && d.loopAt(b) != nil && !d.lookedUp(below.Op.Value) {
					below.Count = d.repeated(b, below.Count)
				}
				sum = sum.plus(below)
			}
		}
	}
	return sum
}

// doubt returns why the operation may not be made when the owner leaves, or nil.
func (d *demander) doubt(op *channel.Op) *decision.Reason {
	return decision.First(
		decision.Condition{Reason: namedError, Holds: func() bool { return weak(op) }},
		decision.Condition{Reason: dataCounts, Holds: func() bool { return d.dataCounted(op, d.need) }},
		decision.Condition{Reason: servedFirst, Holds: func() bool { return d.served(op) }},
	)
}

// obliges reports whether the operation needs an answer of the kind and has no
// way out beside it.
func obliges(op *channel.Op, need Need) bool {
	if !op.Alone {
		return false
	}
	switch need {
	case NeedRecv:
		return op.Kind == channel.Send
	case NeedSend:
		return op.Kind == channel.Recv && !op.Ranged
	default:
		return op.Kind == channel.Recv && op.Ranged
	}
}

// times returns how often the operation is made on one path.
func (d *demander) times(op *channel.Op) int {
	if op.Ranged || d.loopAt(op.Instr.Block()) == nil || d.anew(op) {
		return several(op)
	}
	return d.repeated(op.Instr.Block(), 1)
}

// dataCounted reports whether the operation is a receive in a loop whose rounds
// depend on data: as many as there are goroutines to wait for, which may be none.
func (t *trace) dataCounted(op *channel.Op, need Need) bool {
	if need != NeedSend {
		return false
	}
	l := loop.Innermost(t.loopsOf(op.Fn()), op.Instr.Block())
	return l != nil && exits(l) && !l.Bound().Known
}

// several returns how often the operation is made at one execution of its
// instruction.
func several(op *channel.Op) int {
	if op.Many && op.Kind == channel.Send {
		return Many
	}
	return 1
}

// anew reports whether each round of the loop around the operation has another
// channel: a field of what the round got, as in for r := range requests {
// r.reply <- ... }.
func (d *demander) anew(op *channel.Op) bool {
	l := d.loopAt(op.Instr.Block())
	for v := op.Value; ; {
		switch x := variable.Value(v).(type) {
		case *ssa.FieldAddr:
			v = x.X
		case *ssa.Field:
			v = x.X
		case *ssa.UnOp:
			if x.Op != token.MUL {
				return l.Contains(x.Block()) // out of another channel
			}
			v = x.X
		case *ssa.Alloc:
			return l.Contains(x.Block())
		case *ssa.Extract, *ssa.Call, *ssa.TypeAssert, *ssa.Lookup, *ssa.IndexAddr, *ssa.Index, *ssa.Phi:
			return x.Parent() == d.fn && l.Contains(x.(ssa.Instruction).Block())
		default:
			return false
		}
	}
}

func (d *demander) loopAt(b *ssa.BasicBlock) *loop.Loop {
	return loop.Innermost(d.loopsOf(d.fn), b)
}

// repeated returns how often something that is done n times in the block is
// done in all, as the block is in a loop. A receive in a loop that also has
// other exits may be the last one, so it counts once.
func (d *demander) repeated(b *ssa.BasicBlock, n int) int {
	total := n
	for _, l := range d.loopsOf(d.fn) {
		if !l.Contains(b) {
			continue
		}
		if d.need == NeedSend && exits(l) {
			return n
		}
		if bound := l.Bound(); bound.Known {
			total = int(min(int64(total)*max(bound.Const, 0), Many))
		} else {
			return Many
		}
	}
	return total
}

// exits reports whether the loop can be left other than by a panic.
func exits(l *loop.Loop) bool {
	for _, b := range l.Header.Parent().Blocks {
		if !l.Contains(b) {
			continue
		}
		for _, succ := range b.Succs {
			if !l.Contains(succ) {
				return true
			}
		}
	}
	return false
}

// excluded reports whether the context rules out successor i of the block.
func (d *demander) excluded(b *ssa.BasicBlock, i int) bool {
	last, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
	if !ok {
		return false
	}
	cond, ok := last.Cond.(*ssa.BinOp)
	if !ok || cond.Op != token.EQL && cond.Op != token.NEQ || !variable.IsNil(cond.Y) {
		return false
	}
	if isRecover(cond.X) {
		isNil := (cond.Op == token.EQL) == (i == 0)
		return isNil == d.ctx.panics
	}
	p, ok := variable.Value(cond.X).(*ssa.Parameter)
	if !ok || p.Parent() != d.fn {
		return false
	}
	bit := uint64(1) << min(indexOf(p), 63)
	equal := cond.Op == token.EQL && i == 0 || cond.Op == token.NEQ && i == 1
	return equal && d.ctx.nonnull&bit != 0 || !equal && d.ctx.null&bit != 0
}

func isRecover(v ssa.Value) bool {
	call, ok := v.(*ssa.Call)
	if !ok {
		return false
	}
	fn, ok := call.Call.Value.(*ssa.Builtin)
	return ok && fn.Name() == "recover"
}

func indexOf(p *ssa.Parameter) int {
	for i, q := range p.Parent().Params {
		if p == q {
			return i
		}
	}
	return 64
}

// weak reports whether the operation is only reached when an error is not one
// that is known by name: `if err != http.ErrServerClosed { errc <- err }`. What
// makes the owner leave is then often what makes the error the named one.
func weak(op *channel.Op) bool {
	b := op.Instr.Block()
	for b != nil {
		parent := b.Idom()
		if parent == nil {
			return false
		}
		if last, ok := parent.Instrs[len(parent.Instrs)-1].(*ssa.If); ok && len(b.Preds) == 1 && namesError(last.Cond) {
			return true
		}
		b = parent
	}
	return false
}

// namesError reports whether the condition compares an error with a package's
// variable, by operator or by errors.Is.
func namesError(cond ssa.Value) bool {
	switch cond := cond.(type) {
	case *ssa.UnOp:
		return cond.Op == token.NOT && namesError(cond.X)
	case *ssa.BinOp:
		return isErrorVar(cond.X) || isErrorVar(cond.Y)
	case *ssa.Call:
		fn := cond.Call.StaticCallee()
		return fn != nil && (fn.RelString(nil) == "errors.Is" || strings.HasPrefix(fn.Name(), "Is") && takesError(fn))
	}
	return false
}

func isErrorVar(v ssa.Value) bool {
	load, ok := v.(*ssa.UnOp)
	if !ok || load.Op != token.MUL {
		return false
	}
	_, global := load.X.(*ssa.Global)
	return global && types.Implements(load.Type(), errorType)
}

func takesError(fn *ssa.Function) bool {
	params := fn.Signature.Params()
	return params.Len() > 0 && types.Identical(params.At(0).Type().Underlying(), errorType)
}

var errorType = types.Universe.Lookup("error").Type().Underlying().(*types.Interface)
