package lockorder

import (
	"fmt"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/held"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/report"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/source"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
	"github.com/leaktight/leaktight/leaktest/leakkind"
)

// Analyzer reports pairs of locks that are taken in both orders, and three that are
// taken in a circle.
var Analyzer = report.NewAnalyzer(leakkind.LockOrder, run, held.Analyzer, spawn.Analyzer, decision.Analyzer)

func run(pass *analysis.Pass, r *report.Reporter) error {
	locks := pass.ResultOf[held.Analyzer].(*held.Index)
	if len(locks.Events) == 0 {
		return nil // nothing in the package locks
	}
	ledger := pass.ResultOf[decision.Analyzer].(*decision.Ledger)
	orders := newOrders(locks, pass.ResultOf[spawn.Analyzer].(*spawn.Result).Funcs, ledger)
	orders.reportPairs(r)
	orders.reportCircles(r)
	orders.reportTwins(r)
	return nil
}

// reportPairs reports pairs of locks that are taken in both orders, each pair once.
func (all *orders) reportPairs(r *report.Reporter) {
	for _, one := range all.list {
		other, quiet := all.opposite(one)
		if other == nil {
			one.obligation.Settle(quiet)
			continue
		}
		category := one.settle(one.doubt(other), oppositeTaken)
		one.obligation.By = other.instr.Pos()
		if one.first.Class.Name >= one.second.Class.Name {
			continue
		}
		r.At(one.instr.Pos())
		r.Report(report.Finding{
			Pos:      one.obligation.Site,
			Message:  pairMessage(one, other),
			Category: category,
			Related:  append(one.story(all.locks), other.story(all.locks)...),
		})
	}
}

// reportCircles reports three locks that are taken in a circle.
func (all *orders) reportCircles(r *report.Reporter) {
	for _, c := range all.cycles() {
		r.At(c.first.instr.Pos())
		pos, _ := all.locks.Stand(c.first.fn, c.first.instr.Pos())
		r.Report(report.Finding{
			Pos: pos,
			Message: fmt.Sprintf("%s takes %s and then %s, %s takes %s after that one, and %s takes %s after that: three goroutines may each hold one and wait for the next one's forever",
				source.FuncName(c.first.fn), c.first.first.Class.Short(), c.first.second.Class.Short(),
				source.FuncName(c.second.fn), c.second.second.Class.Short(), source.FuncName(c.third.fn), c.third.second.Class.Short()),
			Category: c.category,
			Related:  slices.Concat(c.first.story(all.locks), c.second.story(all.locks), c.third.story(all.locks)),
		})
	}
}

// reportTwins reports locks of two parameters that are taken as they are passed.
func (all *orders) reportTwins(r *report.Reporter) {
	for _, twin := range all.twins {
		var doubt *decision.Reason
		if asPassed.Holds(true) {
			doubt = asPassed
		}
		r.At(twin.instr.Pos())
		r.Report(report.Finding{
			Pos: twin.instr.Pos(),
			Message: fmt.Sprintf("%s takes %s and then %s in the order in which they are passed: two goroutines that pass them the other way round may each hold one and wait for the other's forever",
				source.FuncName(twin.fn), twin.first.Path.Name(), twin.second.Path.Name()),
			Category: twin.settle(doubt, oppositeTaken),
			Related:  twin.story(all.locks),
		})
	}
}

// settle settles the obligation by the doubt, if there is one, or as a leak, and
// returns the category of the finding.
func (o *order) settle(doubt, leak *decision.Reason) string {
	if doubt != nil {
		o.obligation.Settle(doubt)
		return report.Advice
	}
	o.obligation.Settle(leak)
	return report.Leak
}

// pairMessage says in which orders two locks are taken.
func pairMessage(one, other *order) string {
	const harm = "two goroutines may each hold one and wait for the other's forever"
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
