package held

import (
	"go/token"
	"slices"
	"strconv"

	"golang.org/x/tools/go/ssa"
)

// A state is what is true at one place on one path through a function. States
// share their slices, so a change copies.
type state struct {
	held     []Held
	released []Lock // unlocked without having been locked here
	deferred []ssa.CallInstruction
	branches []branch // the branches taken on conditions that are tested again
}

// A condition is what a branch tests, so that two tests of the same are known
// to be the same: the value itself, or how it compares with a constant.
type condition struct {
	value ssa.Value
	path  Path // of a field that is loaded for the test; the value is nil then
	op    token.Token
	with  string
	bound ssa.Value // what it compares with, if that is no constant: of the counter of a loop
}

// A branch is a condition and whether it held.
type branch struct {
	condition
	holds bool
}

// hold adds a lock.
func (s *state) hold(h Held) { s.held = append(slices.Clone(s.held), h) }

// drop removes the locks for which f is true and reports whether there were any.
func (s *state) drop(f func(Held) bool) bool {
	if !slices.ContainsFunc(s.held, f) {
		return false
	}
	s.held = slices.DeleteFunc(slices.Clone(s.held), f)
	return true
}

// releaseLast removes the lock that was acquired last among those with the path
// and the mode.
func (s *state) releaseLast(l Lock) bool {
	for i := len(s.held) - 1; i >= 0; i-- {
		if s.held[i].Path == l.Path && s.held[i].Read == l.Read {
			s.held = slices.Delete(slices.Clone(s.held), i, i+1)
			return true
		}
	}
	return false
}

// find returns the lock with the path that is held.
func (s *state) find(p Path) (Held, bool) {
	if p.Root == nil {
		return Held{}, false
	}
	for _, h := range s.held {
		if h.Path == p {
			return h, true
		}
	}
	return Held{}, false
}

// hasReleased reports whether the lock with the path was released for the caller.
func (s *state) hasReleased(p Path) bool {
	return slices.ContainsFunc(s.released, func(l Lock) bool { return l.Path == p })
}

// takeBack undoes a release for the caller: the lock is the caller's again.
func (s *state) takeBack(l Lock) bool {
	i := slices.IndexFunc(s.released, func(r Lock) bool { return r.Path == l.Path && r.Read == l.Read })
	if i < 0 {
		return false
	}
	s.released = slices.Delete(slices.Clone(s.released), i, i+1)
	return true
}

// redefine forgets what was known of v, which is computed anew.
func (s *state) redefine(v ssa.Value) {
	s.drop(func(h Held) bool { return h.Path.Root == v })
	stale := func(b branch) bool { return b.value == v }
	if slices.ContainsFunc(s.branches, stale) {
		s.branches = slices.DeleteFunc(slices.Clone(s.branches), stale)
	}
}

// overwrite forgets what was known of what a store changes.
func (s *state) overwrite(p Path) {
	s.drop(func(h Held) bool { return h.Path.Under(p) })
	stale := func(b branch) bool { return b.value == nil && b.path.Under(p) }
	if slices.ContainsFunc(s.branches, stale) {
		s.branches = slices.DeleteFunc(slices.Clone(s.branches), stale)
	}
}

// take takes a branch and reports whether it agrees with those taken before.
func (s *state) take(c condition, holds bool) bool {
	for _, b := range s.branches {
		if b.condition == c {
			return b.holds == holds
		}
	}
	s.branches = append(slices.Clone(s.branches), branch{c, holds})
	return true
}

// key returns a string that is the same for states that are the same.
func (s *state) key(numbers map[any]int) string {
	number := func(b []byte, v any) []byte {
		n, ok := numbers[v]
		if !ok {
			n = len(numbers)
			numbers[v] = n
		}
		return strconv.AppendInt(append(b, ' '), int64(n), 36)
	}
	var b []byte
	for _, h := range s.held {
		b = number(number(b, h.Path), h.At)
	}
	b = append(b, '|')
	for _, l := range s.released {
		b = number(b, l.Path)
	}
	b = append(b, '|')
	for _, d := range s.deferred {
		b = number(b, d)
	}
	b = append(b, '|')
	for _, t := range s.branches {
		b = strconv.AppendBool(number(b, t.condition), t.holds)
	}
	return string(b)
}
