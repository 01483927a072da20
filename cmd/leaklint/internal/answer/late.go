package answer

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/channel"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
)

// tooLate returns the leak of a goroutine to whose channel every answer comes only
// when somebody has got beyond such an operation on the same channel: so nobody is
// ever the first. It is nil if one may come earlier.
func (q *question) tooLate() *Leak {
	if len(q.answers) == 0 || q.room > 0 || q.sharesField() || q.handedOut() ||
		len(q.channel.Flow.Returned) > 0 && q.callersCanAnswer(q.need) {
		return nil
	}
	if late, known := q.late[q.need]; known && !late {
		return nil
	}
	q.late[q.need] = !slices.ContainsFunc(q.answers, func(op *channel.Op) bool {
		return op.Starts() || !q.isLate(op.Instr, pathOf(op.Value), 0)
	})
	if !q.late[q.need] {
		return nil
	}
	return &Leak{
		Need: q.need, Site: q.site, Channel: q.channel, Op: q.demand.Op, Demand: q.demand, Own: true,
		Exit: Exit{Kind: Later, Fn: q.answers[0].Fn(), Pos: q.answers[0].Pos}, Doubt: q.demand.Doubt, obligation: q.obligation,
	}
}

// isLate reports whether the instruction, which answers on the channel that the path
// leads to, is executed only after an operation on it that needs an answer.
func (q *question) isLate(instr ssa.Instruction, to path, depth int) bool {
	fn := instr.Parent()
	for _, op := range q.channel.Ops {
		if op.Fn() == fn && obliges(op, q.need) && !op.Starts() && pathOf(op.Value).equals(to) && follow(op, instr) {
			return true
		}
	}
	runs := q.index.Runs(fn)
	if !runs.All || len(runs.Calls)+len(runs.Sites) == 0 || depth > maxClimb {
		return false
	}
	for _, call := range runs.Calls {
		at, ok := to.seenFrom(fn, call.Common().Args)
		if !ok || call.Common().IsInvoke() || !q.isLate(call, at, depth+1) {
			return false
		}
	}
	for _, site := range runs.Sites {
		for _, target := range site.Targets {
			if target.Fn != fn {
				continue
			}
			at, ok := to.seenFrom(fn, target.Args)
			if !ok || !q.isLate(site.Instr, at, depth+1) {
				return false
			}
		}
	}
	return true
}

// follow reports whether the instruction is executed only after the operation: it is
// dominated by it, or deferred in a function that does not return without it.
func follow(op *channel.Op, instr ssa.Instruction) bool { return comesAfter(instr, op.Instr) }

// comesAfter is [follow] for any two instructions of a function.
func comesAfter(instr, first ssa.Instruction) bool {
	if _, deferred := instr.(*ssa.Defer); deferred && dominatesReturns(first.Block()) {
		return true
	}
	return dominates(first, instr)
}

// A path is a value of one function and the fields, from the outermost to the
// innermost, that lead from it to another value. Two equal paths in one call of the
// function are the same value if no field on them was set in between.
type path struct {
	root   ssa.Value
	fields []int
}

func pathOf(v ssa.Value) path {
	var fields []int
	for {
		v = variable.Value(v)
		switch x := v.(type) {
		case *ssa.FieldAddr:
			fields, v = append(fields, x.Field), x.X
			continue
		case *ssa.Field:
			fields, v = append(fields, x.Field), x.X
			continue
		case *ssa.UnOp:
			if addr, ok := x.X.(*ssa.FieldAddr); ok {
				v = addr
				continue
			}
		}
		slices.Reverse(fields)
		return path{v, fields}
	}
}

func (p path) equals(other path) bool {
	return p.root == other.root && slices.Equal(p.fields, other.fields)
}

// seenFrom returns the path as it is seen where fn gets the arguments, and whether
// that is known. What is captured is the same there.
func (p path) seenFrom(fn *ssa.Function, args []ssa.Value) (path, bool) {
	param, ok := p.root.(*ssa.Parameter)
	if !ok || param.Parent() != fn {
		return p, p.root.Parent() != fn
	}
	i := indexOf(param)
	if i >= len(args) || args[i] == nil {
		return path{}, false
	}
	at := pathOf(args[i])
	return path{at.root, append(slices.Clone(at.fields), p.fields...)}, true
}
