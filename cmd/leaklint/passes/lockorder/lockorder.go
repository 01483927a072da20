package lockorder

import (
	"fmt"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/held"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/report"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/source"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
	"github.com/leaktight/leaktight/leaktest/leakkind"
)

// Analyzer reports pairs of locks that are taken in both orders, and three that are
// taken in a circle.
var Analyzer = report.NewAnalyzer(leakkind.LockOrder, run, held.Analyzer, spawn.Analyzer)

func run(pass *analysis.Pass, r *report.Reporter) error {
	locks := pass.ResultOf[held.Analyzer].(*held.Index)
	if len(locks.Events) == 0 {
		return nil // nothing in the package locks
	}
	orders := newOrders(locks, pass.ResultOf[spawn.Analyzer].(*spawn.Result).Funcs)
	for _, one := range orders.list {
		if one.first.Class.Name >= one.second.Class.Name {
			continue // each pair once
		}
		other := orders.opposite(one)
		if other == nil {
			continue
		}
		r.At(one.instr.Pos())
		pos, _ := locks.Stand(one.fn, one.instr.Pos())
		r.Report(report.Finding{
			Pos:      pos,
			Message:  pairMessage(one, other),
			Category: one.category(other),
			Related:  append(one.story(locks), other.story(locks)...),
		})
	}
	for _, c := range orders.cycles() {
		r.At(c.first.instr.Pos())
		pos, _ := locks.Stand(c.first.fn, c.first.instr.Pos())
		r.Report(report.Finding{
			Pos: pos,
			Message: fmt.Sprintf("%s takes %s and then %s, %s takes %s after that one, and %s takes %s after that: three goroutines may each hold one and wait for the next one's for ever",
				source.FuncName(c.first.fn), c.first.first.Class.Short(), c.first.second.Class.Short(),
				source.FuncName(c.second.fn), c.second.second.Class.Short(), source.FuncName(c.third.fn), c.third.second.Class.Short()),
			Category: c.category(),
			Related:  slices.Concat(c.first.story(locks), c.second.story(locks), c.third.story(locks)),
		})
	}
	for _, twin := range orders.twins {
		r.At(twin.instr.Pos())
		r.Report(report.Finding{
			Pos: twin.instr.Pos(),
			Message: fmt.Sprintf("%s takes %s and then %s in the order in which they are passed: two goroutines that pass them the other way round may each hold one and wait for the other's for ever",
				source.FuncName(twin.fn), twin.first.Path.Name(), twin.second.Path.Name()),
			Category: report.Advice,
			Related:  twin.story(locks),
		})
	}
	return nil
}

// pairMessage says in which orders two locks are taken.
func pairMessage(one, other *order) string {
	const harm = "two goroutines may each hold one and wait for the other's for ever"
	if one.back != other.back {
		if one.back {
			one, other = other, one
		}
		return fmt.Sprintf("%s takes %s and then %s, which %s releases only when it has the first: %s",
			source.FuncName(one.fn), one.first.Class.Short(), one.second.Class.Short(), source.FuncName(other.fn), harm)
	}
	return fmt.Sprintf("%s takes %s and then %s, and %s takes them the other way round: %s",
		source.FuncName(one.fn), one.first.Class.Short(), one.second.Class.Short(), source.FuncName(other.fn), harm)
}

// story tells where the two locks are taken.
func (o *order) story(locks *held.Index) []analysis.RelatedInformation {
	first := analysis.RelatedInformation{Pos: o.first.At.Pos(), Message: o.first.Class.Short() + " is locked here"}
	if o.back {
		first.Message = o.first.Class.Short() + " is released here, for who holds it"
		return append(locks.Path(o.second, o.second.Class.Short()+" is asked for here"), first)
	}
	return append([]analysis.RelatedInformation{first}, locks.Path(o.second, "and then "+o.second.Class.Short())...)
}
