package heapdump

// A place in a queue of a channel or a lock is an object of the runtime (a sudog) that
// begins with the address of the goroutine's record. These are the sizes that it may
// have: it is 104 bytes in Go 1.26, which the allocator rounds.
const (
	smallestPlace = 80
	largestPlace  = 160
)

// pin finds what the runtime keeps about the goroutines of all groups.
func (m *marker) pin(groups [][]uint64) {
	for i, group := range groups {
		for _, g := range m.d.of(group) {
			if o, ok := m.d.record(g); ok {
				o.owner = ownerOf(i) | pinned
			}
			m.pinPlaces(g, ownerOf(i)|pinned)
		}
	}
}

// pinPlaces finds a goroutine's places in queues: its own words point to them, or they
// to each other, as those of a select do.
func (m *marker) pinPlaces(g *Goroutine, own owner) {
	var found []uint32
	visit := func(addr uint64) {
		if i, ok := m.d.find(addr); ok && m.isPlace(&m.d.objects[i], addr, g) {
			m.d.objects[i].owner = own
			found = append(found, i)
		}
	}
	m.ownWords(g, visit)
	for next := 0; next < len(found); next++ {
		m.c.words(m.d.objects[found[next]].region(), visit)
	}
	m.places[g.ID] = found
}

// isPlace reports whether an object is a place of the goroutine that is not known yet.
func (m *marker) isPlace(o *object, addr uint64, g *Goroutine) bool {
	return o.owner == nobody && addr == o.addr && o.pos != noPointers &&
		o.size() >= smallestPlace && o.size() <= largestPlace &&
		m.c.word(o.pos) == g.address
}

// stacks returns the bytes of the stacks of a group: the runtime's record of a
// goroutine begins with the bounds.
func (m *marker) stacks(group []uint64) int64 {
	sum := int64(0)
	for _, g := range m.d.of(group) {
		sum += m.stack(g)
	}
	return sum
}

// largestStack is the limit of the runtime on 64-bit systems, and then some: what is
// above is no stack.
const largestStack = 2 << 30

func (m *marker) stack(g *Goroutine) int64 {
	used := int64(0)
	for _, at := range g.frames {
		used += at.size
	}
	o, ok := m.d.record(g)
	if !ok {
		return used
	}
	bounds := o.pos + int64(g.address-o.addr)
	size := m.c.word(bounds+m.c.wordSize) - m.c.word(bounds)
	if size > largestStack || int64(size) < used {
		return used
	}
	return int64(size)
}
