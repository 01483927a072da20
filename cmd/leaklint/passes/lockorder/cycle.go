package lockorder

import (
	"github.com/leaktight/leaktight/cmd/leaklint/internal/held"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/report"
)

// maxOrders bounds how many orders of two locks a package may have for circles of
// three to be looked for.
const maxOrders = 400

// A cycle is three orders, each of which ends with the lock that the next one
// begins with.
type cycle struct{ first, second, third *order }

// cycles returns the circles of three locks of which no two are taken in both
// orders, which is reported by itself, each once.
func (all *orders) cycles() (found []cycle) {
	if len(all.list) > maxOrders {
		return nil
	}
	after := map[held.Class][]*order{}
	var firsts []held.Class
	for _, o := range all.list {
		if after[o.first.Class] == nil {
			firsts = append(firsts, o.first.Class)
		}
		after[o.first.Class] = append(after[o.first.Class], o)
	}
	known := map[[3]held.Class]bool{}
	for _, a := range firsts {
		for _, one := range after[a] {
			for _, two := range after[one.second.Class] {
				for _, three := range all.of[pair{two.second.Class, a}] {
					key := [3]held.Class{a, one.second.Class, two.second.Class}
					if a.Name > key[1].Name || a.Name > key[2].Name || known[key] || !all.closes(one, two, three) {
						continue
					}
					known[key] = true
					found = append(found, cycle{one, two, three})
				}
			}
		}
	}
	return found
}

// closes reports whether the three orders may keep each other waiting: no lock that
// two of them hold keeps these apart, each excludes the next, and no two of the
// locks are taken in both orders.
func (all *orders) closes(one, two, three *order) bool {
	if gated(one, two) || gated(two, three) || gated(three, one) {
		return false
	}
	for _, o := range []*order{one, two, three} {
		if len(all.of[pair{o.second.Class, o.first.Class}]) > 0 {
			return false
		}
	}
	return all.excludes(two.first.Lock, one.second.Lock) && all.excludes(three.first.Lock, two.second.Lock) && all.excludes(one.first.Lock, three.second.Lock)
}

func (c cycle) category() string {
	for _, o := range []*order{c.first, c.second, c.third} {
		if o.doubtful() || o.first.Read && o.second.Read {
			return report.Advice
		}
	}
	return report.Leak
}
