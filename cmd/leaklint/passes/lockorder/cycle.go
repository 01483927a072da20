package lockorder

import (
	"cmp"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/held"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/report"
)

// maxOrders bounds how many orders of two locks a package may have for circles of
// three to be looked for.
const maxOrders = 400

// A cycle is three orders, each of which ends with the lock that the next one
// begins with.
type cycle struct {
	first, second, third *order
	category             string
}

// cycles returns the circles of three locks of which no two are taken in both
// orders, which is reported by itself, each once.
func (all *orders) cycles() (found []cycle) {
	if tooManyOrders.Holds(len(all.list) > maxOrders) {
		return nil
	}
	candidates := all.candidates()
	known, quiet := map[[3]held.Class]bool{}, map[[3]held.Class]*decision.Reason{}
	for _, c := range candidates {
		key := c.key()
		if known[key] {
			continue
		}
		if r := all.separated(c); r != nil {
			quiet[key] = cmp.Or(quiet[key], r)
			continue
		}
		known[key] = true
		o := all.beginCircle(c)
		c.category = report.Leak
		if doubt := c.doubt(); doubt != nil {
			o.Settle(doubt)
			c.category = report.Advice
		}
		o.Settle(circle)
		found = append(found, c)
	}
	for _, c := range candidates {
		if key := c.key(); !known[key] {
			known[key] = true
			all.beginCircle(c).Settle(quiet[key])
		}
	}
	return found
}

// key returns the three locks.
func (c cycle) key() [3]held.Class {
	return [3]held.Class{c.first.first.Class, c.second.first.Class, c.third.first.Class}
}

// beginCircle begins the obligation of a circle.
func (all *orders) beginCircle(c cycle) *decision.Obligation {
	site, _ := all.locks.Stand(c.first.fn, c.first.instr.Pos())
	return open(all.ledger, site, c.first.instr.Pos(), c.key())
}

// candidates returns the circles whose first lock has the least name.
func (all *orders) candidates() (candidates []cycle) {
	after := map[held.Class][]*order{}
	var firsts []held.Class
	for _, o := range all.list {
		if after[o.first.Class] == nil {
			firsts = append(firsts, o.first.Class)
		}
		after[o.first.Class] = append(after[o.first.Class], o)
	}
	for _, a := range firsts {
		for _, one := range after[a] {
			for _, two := range after[one.second.Class] {
				if a.Name > one.second.Class.Name || a.Name > two.second.Class.Name {
					continue
				}
				for _, three := range all.of[pair{two.second.Class, a}] {
					candidates = append(candidates, cycle{first: one, second: two, third: three})
				}
			}
		}
	}
	return candidates
}

// separated returns why the three orders cannot keep each other waiting, or nil: a
// lock that two of them hold keeps these apart, two of the locks are taken in both
// orders, or one does not exclude the next.
func (all *orders) separated(c cycle) *decision.Reason {
	one, two, three := c.first, c.second, c.third
	return decision.First(
		decision.Condition{Reason: gateOfCircle, Holds: func() bool { return gated(one, two) || gated(two, three) || gated(three, one) }},
		of(pairInCircle, func(o *order) bool { return len(all.of[pair{o.second.Class, o.first.Class}]) > 0 }, one, two, three),
		decision.Condition{Reason: readersCircle, Holds: func() bool {
			return !all.excludes(two.first.Lock, one.second.Lock) || !all.excludes(three.first.Lock, two.second.Lock) || !all.excludes(one.first.Lock, three.second.Lock)
		}},
	)
}

// doubt returns why the circle is advice, or nil.
func (c cycle) doubt() *decision.Reason {
	return cmp.Or(doubtful(c.first, c.second, c.third),
		decision.First(of(readingInOrder, func(o *order) bool { return o.first.Read && o.second.Read }, c.first, c.second, c.third)))
}
