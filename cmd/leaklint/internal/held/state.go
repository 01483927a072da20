package held

import (
	"slices"
	"strconv"

	"golang.org/x/tools/go/ssa"
)

// A state is which locks are held at one place on one path through a function. States
// share their slices, so a change copies.
type state struct {
	held     []Held
	released []Lock // unlocked without having been locked here
}

// hold adds a lock. One that the same instruction has acquired in an earlier round of a
// loop, as readers may, counts once: else there is a state for each number of rounds.
func (s *state) hold(h Held) {
	if !slices.Contains(s.held, h) {
		s.held = append(slices.Clone(s.held), h)
	}
}

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

// redefine forgets the locks that were known by v, which is computed anew.
func (s *state) redefine(v ssa.Value) {
	s.drop(func(h Held) bool { return h.Path.Root == v })
}

// overwrite forgets the locks that were known by what a store changes.
func (s *state) overwrite(p Path) {
	s.drop(func(h Held) bool { return h.Path.Under(p) })
}

// equals reports whether nothing was changed between the two.
func (s *state) equals(o *state) bool {
	return len(s.held) == len(o.held) && len(s.released) == len(o.released) &&
		(len(s.held) == 0 || &s.held[0] == &o.held[0]) && (len(s.released) == 0 || &s.released[0] == &o.released[0])
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
	return string(b)
}
