package feasible

import (
	"go/token"
	"math"
	"slices"
	"strconv"
	"strings"
	"unique"
)

// A fact is a range of integers, perhaps without one of them, or a list of few.
type fact struct {
	low, high int64
	without   bool
	not       int64
	only      unique.Handle[string] // the list, where it is no range; see [listed]
}

// maxListed is how many integers a list has at most; more become a range.
const maxListed = 16

var (
	anything = fact{low: math.MinInt64, high: math.MaxInt64}
	nothing  = fact{low: 1, high: 0}
	unlisted unique.Handle[string]
)

func point(n int64) fact { return fact{low: n, high: n} }

// listed returns the fact that a value is one of the sorted integers.
func listed(list []int64) fact {
	if len(list) == 0 {
		return nothing
	}
	f := fact{low: list[0], high: list[len(list)-1]}
	if f.high-f.low >= int64(len(list)) && len(list) <= maxListed {
		var text strings.Builder
		for _, n := range list {
			text.WriteString(strconv.FormatInt(n, 10) + " ")
		}
		f.only = unique.Make(text.String())
	}
	return f
}

// list returns the integers that the fact allows, if they are few.
func (f fact) list() (list []int64, few bool) {
	if f.only != unlisted {
		for text := range strings.FieldsSeq(f.only.Value()) {
			n, _ := strconv.ParseInt(text, 10, 64)
			list = append(list, n)
		}
		return list, true
	}
	if f.low < math.MinInt64/2 || f.high > math.MaxInt64/2 || f.high-f.low >= maxListed {
		return nil, false
	}
	for n := f.low; n <= f.high; n++ {
		if !f.excludes(n) {
			list = append(list, n)
		}
	}
	return list, true
}

// listKey returns a hash of the list.
func (f fact) listKey() uint64 {
	if f.only == unlisted {
		return 0
	}
	return hashed(f.only.Value())
}

func (f fact) excludes(n int64) bool {
	if f.only != unlisted {
		list, _ := f.list()
		return !slices.Contains(list, n)
	}
	return n < f.low || n > f.high || f.without && f.not == n
}

func (f fact) empty() bool { return f.low > f.high || f.low == f.high && f.excludes(f.low) }

func (f fact) single() bool { return f.low == f.high }

// union returns what holds if either does.
func (f fact) union(o fact) fact {
	a, few := f.list()
	b, fewToo := o.list()
	if few && fewToo {
		a = append(a, b...)
		slices.Sort(a)
		return listed(slices.Compact(a))
	}
	u := fact{low: min(f.low, o.low), high: max(f.high, o.high)}
	if f.without && o.excludes(f.not) {
		u.without, u.not = true, f.not
	} else if o.without && f.excludes(o.not) {
		u.without, u.not = true, o.not
	}
	return u
}

// both returns what holds if both do.
func (f fact) both(o fact) fact {
	if list, few := f.list(); few {
		return listed(slices.DeleteFunc(list, o.excludes))
	} else if list, few := o.list(); few {
		return listed(slices.DeleteFunc(list, f.excludes))
	}
	f.low, f.high = max(f.low, o.low), min(f.high, o.high)
	if o.without {
		return f.compared(token.NEQ, o.not)
	}
	return f
}

// compared returns what is left of a value of which the comparison with n holds.
func (f fact) compared(op token.Token, n int64) fact {
	if f.only != unlisted {
		list, _ := f.list()
		holds := fact{low: math.MinInt64, high: math.MaxInt64}.compared(op, n)
		return listed(slices.DeleteFunc(list, holds.excludes))
	}
	switch {
	case op == token.EQL && f.excludes(n):
		return nothing
	case op == token.EQL:
		return point(n)
	case op == token.NEQ && n == f.low, op == token.GTR && n >= f.low:
		f.low = n + 1
	case op == token.NEQ && n == f.high, op == token.LSS && n <= f.high:
		f.high = n - 1
	case op == token.NEQ && !f.without:
		f.without, f.not = true, n
	case op == token.NEQ:
		if list, few := f.list(); few {
			return listed(slices.DeleteFunc(list, func(m int64) bool { return m == n }))
		}
	case op == token.LEQ:
		f.high = min(f.high, n)
	case op == token.GEQ:
		f.low = max(f.low, n)
	}
	return f.tight()
}

// tight moves the ends of a range beyond the integer that it is without.
func (f fact) tight() fact {
	for f.without && f.low <= f.high && (f.not == f.low || f.not == f.high) {
		if f.not == f.low {
			f.low++
		} else {
			f.high--
		}
	}
	if f.without && (f.not < f.low || f.not > f.high) {
		f.without, f.not = false, 0
	}
	return f
}
