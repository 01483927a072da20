package heapdump

import "fmt"

// A Holding is what goroutines hold: memory that the garbage collector could free if
// they ended. It is an estimate; the package's comment says where it is wrong.
type Holding struct {
	Objects int   // how many
	Heap    int64 // their bytes, as the allocator rounds them
	Stack   int64 // the bytes of the goroutines' stacks
}

// Bytes returns the bytes of the objects and of the stacks.
func (h Holding) Bytes() int64 { return h.Heap + h.Stack }

// String writes the bytes as people do: "26.2 MB", a million to the megabyte.
func (h Holding) String() string { return Size(h.Bytes()) }

// Size writes a number of bytes as people do: "26.2 MB", a million to the megabyte.
func Size(n int64) string {
	switch {
	case n == 1:
		return "1 byte"
	case n < 1e3:
		return fmt.Sprintf("%d bytes", n)
	case n < 1e6:
		return fmt.Sprintf("%.1f kB", float64(n)/1e3)
	case n < 1e9:
		return fmt.Sprintf("%.1f MB", float64(n)/1e6)
	}
	return fmt.Sprintf("%.1f GB", float64(n)/1e9)
}

// Holdings is what groups of goroutines hold.
type Holdings struct {
	// Groups is what each group holds alone, in the order of the groups.
	Groups []Holding

	// Joint is what no group holds alone: several of them refer to it, and nothing
	// else does. It has no stacks.
	Joint Holding
}

// Total returns what all groups hold together.
func (h Holdings) Total() Holding {
	sum := h.Joint
	for _, g := range h.Groups {
		sum.Objects += g.Objects
		sum.Heap += g.Heap
		sum.Stack += g.Stack
	}
	return sum
}

// Forget lets [Dump.Held] not look at what the stacks of goroutines refer to. It is for
// the goroutine that has called WriteHeapDump, where the words that earlier calls have
// left on its stack would pass for a reason to keep what they point to. Numbers that the
// dump does not have are fine.
func (d *Dump) Forget(goroutines ...uint64) {
	for _, id := range goroutines {
		if i, ok := d.byID[id]; ok {
			d.Goroutines[i].forgotten = true
		}
	}
}

// Held returns what each group of goroutines holds: the objects that can be reached
// from its goroutines and from nowhere else, and their stacks. A group lists the
// numbers of goroutines; one that the dump does not have holds nothing. Goroutines of
// no group are among what else refers to an object.
func (d *Dump) Held(groups ...[]uint64) (Holdings, error) {
	m := newMarker(d)
	if err := m.assign(groups); err != nil {
		return Holdings{}, err
	}
	m.pin(groups)
	m.markOthers()
	h := Holdings{Groups: make([]Holding, len(groups))}
	for i, group := range groups {
		m.markGroup(group, ownerOf(i))
		h.Groups[i].Stack = m.stacks(group)
	}
	if m.c.err != nil {
		return Holdings{}, m.c.err
	}
	d.sum(&h)
	return h, nil
}

// assign notes the group of each goroutine.
func (m *marker) assign(groups [][]uint64) error {
	for i := range m.d.objects {
		m.d.objects[i].owner = nobody
	}
	for i, group := range groups {
		for _, id := range group {
			if _, twice := m.home[id]; twice {
				return fmt.Errorf("heapdump: goroutine %d is listed twice", id)
			}
			m.home[id] = ownerOf(i)
		}
	}
	return nil
}

// sum adds the objects to their owners.
func (d *Dump) sum(h *Holdings) {
	for i := range d.objects {
		o := &d.objects[i]
		holding := &h.Joint
		switch own := o.owner &^ pinned; own {
		case nobody, others:
			continue
		case joint:
		default:
			holding = &h.Groups[own-firstGroup]
		}
		holding.Objects++
		holding.Heap += o.size()
	}
}
