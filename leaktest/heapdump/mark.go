package heapdump

// An owner says from where an object can be reached.
type owner uint32

const (
	nobody     owner = iota // not from anywhere, or not yet
	others                  // from something that is in no group
	joint                   // from several groups
	firstGroup              // from this group, and so on
)

// pinned marks what the runtime itself keeps about a goroutine of a group: its record
// and its places in queues. The runtime reaches them from its tables, the channels and
// the locks, and that is no reason for the goroutine to stay. So they belong to the
// group, and only from there is it looked at what they refer to.
const pinned owner = 1 << 31

func ownerOf(group int) owner { return firstGroup + owner(group) }

// A marker finds the owner of each object.
type marker struct {
	d      *Dump
	c      *contents
	home   map[uint64]owner    // the group of each goroutine that has one
	places map[uint64][]uint32 // its places in queues
	queue  []uint32            // objects of which the pointers are to be followed
	marked int64
	report func(done int64)
}

func newMarker(d *Dump) *marker {
	return &marker{
		d:      d,
		c:      d.contents(),
		home:   make(map[uint64]owner),
		places: make(map[uint64][]uint32),
		report: d.progress("marking", int64(len(d.objects))),
	}
}

// reach notes that an owner reaches what an address points to.
func (m *marker) reach(addr uint64, from owner) {
	i, ok := m.d.find(addr)
	if !ok {
		return
	}
	o := &m.d.objects[i]
	switch {
	case o.owner&pinned != 0, o.owner == others, o.owner == joint, o.owner == from:
		return
	case o.owner == nobody:
		o.owner = from
		m.marked++
		m.report(m.marked)
	default:
		o.owner = joint
	}
	if o.pos != noPointers {
		m.queue = append(m.queue, i)
	}
}

// drain follows all pointers of what was reached.
func (m *marker) drain() {
	for len(m.queue) > 0 {
		last := len(m.queue) - 1
		o := &m.d.objects[m.queue[last]]
		m.queue = m.queue[:last]
		from := o.owner
		m.c.pointers(o.region(), func(addr uint64) { m.reach(addr, from) })
	}
}

// markOthers marks what is reachable from anything that is in no group. The frames of
// the runtime's own goroutines hold nothing of the program, but may have pointers in
// them that they have left, or that were on the stack before them.
func (m *marker) markOthers() {
	visit := func(addr uint64) {
		m.reach(addr, others)
		m.drain()
	}
	for _, at := range m.d.segments {
		m.c.pointers(at, visit)
	}
	for _, addr := range m.d.roots {
		visit(addr)
	}
	for i := range m.d.Goroutines {
		g := &m.d.Goroutines[i]
		if m.home[g.ID] != nobody {
			continue
		}
		visit(g.address)
		if !g.System && !g.forgotten {
			m.ownWords(g, visit)
		}
	}
}

// markGroup marks what is reachable from the goroutines of a group.
func (m *marker) markGroup(group []uint64, own owner) {
	visit := func(addr uint64) {
		m.reach(addr, own)
		m.drain()
	}
	for _, g := range m.d.of(group) {
		m.ownWords(g, visit)
		for _, i := range m.places[g.ID] {
			m.c.words(m.d.objects[i].region(), visit)
		}
	}
}

// ownWords calls visit for each word that is the goroutine's own. A dump has no maps of
// the pointers of open-coded defers, of selects, and of objects on the stack, so every
// word of the frames may be one. In the record only pointers are: the end of the stack
// is where another object may begin.
func (m *marker) ownWords(g *Goroutine, visit func(uint64)) {
	for _, addr := range g.words {
		visit(addr)
	}
	for _, at := range g.frames {
		m.c.words(at, visit)
	}
	if o, ok := m.d.record(g); ok {
		m.c.pointers(o.region(), visit)
	}
}

// record returns the runtime's record of a goroutine.
func (d *Dump) record(g *Goroutine) (*object, bool) {
	i, ok := d.find(g.address)
	if !ok || d.objects[i].pos == noPointers {
		return nil, false
	}
	return &d.objects[i], true
}

// of returns the goroutines of a group that the dump has.
func (d *Dump) of(group []uint64) []*Goroutine {
	var all []*Goroutine
	for _, id := range group {
		if i, ok := d.byID[id]; ok {
			all = append(all, &d.Goroutines[i])
		}
	}
	return all
}
