package heapdump

import (
	"cmp"
	"math"
	"slices"
)

// An object is an allocation. It takes 24 bytes, as there may be ten million.
type object struct {
	addr  uint64
	pos   int64  // of its contents in the file, noPointers where nobody needs them
	units uint32 // its size, in units of 8 bytes
	owner owner
}

const (
	unit       = 8
	noPointers = -1
)

func (o *object) size() int64 { return int64(o.units) * unit }

// region returns where the contents are, if the object has pointers.
func (o *object) region() region { return region{o.pos, o.size()} }

func (d *Dump) readObject(s *scanner) {
	o := object{addr: s.uint()}
	at := s.memory()
	if s.err != nil {
		return
	}
	if at.size <= 0 || at.size%unit != 0 || at.size/unit > math.MaxUint32 || o.addr > math.MaxUint64-uint64(at.size) {
		s.fail(s.record, "no object has %d bytes, at the address %#x", at.size, o.addr)
		return
	}
	o.pos, o.units = at.pos, uint32(at.size/unit)
	if !d.fields(s, at.size) {
		o.pos = noPointers
	}
	if len(d.objects) == math.MaxUint32 {
		s.fail(s.record, "more than %d objects", uint32(math.MaxUint32))
		return
	}
	d.objects = append(d.objects, o)
	d.HeapBytes += at.size
}

// stride is how many objects stand behind each address of Dump.steps.
const stride = 64

// sort puts the objects in the order of their addresses, for find.
func (d *Dump) sort() error {
	slices.SortFunc(d.objects, func(a, b object) int { return cmp.Compare(a.addr, b.addr) })
	for i := 1; i < len(d.objects); i++ {
		if a := &d.objects[i-1]; a.addr+uint64(a.size()) > d.objects[i].addr {
			return &FormatError{Offset: max(a.pos, 0), Problem: "two objects overlap"}
		}
	}
	if n := len(d.objects); n > 0 {
		d.lowest, d.highest = d.objects[0].addr, d.objects[n-1].addr+uint64(d.objects[n-1].size())
	}
	d.steps = make([]uint64, 0, len(d.objects)/stride+1)
	for i := 0; i < len(d.objects); i += stride {
		d.steps = append(d.steps, d.objects[i].addr)
	}
	return nil
}

// find returns the index of the object that an address points to, or into.
func (d *Dump) find(addr uint64) (index uint32, ok bool) {
	if addr < d.lowest || addr >= d.highest {
		return 0, false
	}
	step, exact := slices.BinarySearch(d.steps, addr)
	if !exact {
		step--
	}
	low := step * stride
	part := d.objects[low:min(low+stride, len(d.objects))]
	i, exact := slices.BinarySearchFunc(part, addr, func(o object, addr uint64) int { return cmp.Compare(o.addr, addr) })
	if !exact {
		i--
	}
	return uint32(low + i), addr < part[i].addr+uint64(part[i].size())
}
