package heapdump_test

import (
	"encoding/binary"
	"testing"
)

// FuzzRead: any bytes at all. Run it with
//
//	go test -run '^$' -fuzz FuzzRead -fuzztime 2m ./leaktest/heapdump
func FuzzRead(f *testing.F) {
	for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
		for _, word := range []int{4, 8} {
			dump := sharedDump(order, word)
			f.Add(dump)
			f.Add(dump[:len(dump)/2])
		}
	}
	f.Add([]byte("go1.5 heap dump\n"))
	f.Fuzz(func(t *testing.T, dump []byte) {
		d, err := read(dump)
		if err != nil {
			return
		}
		var groups [][]uint64
		for _, g := range d.Goroutines {
			groups = append(groups, []uint64{g.ID})
		}
		h, err := d.Held(groups...)
		if err != nil {
			return
		}
		if total := h.Total(); total.Heap < 0 || total.Heap > d.HeapBytes || total.Objects > d.Objects() {
			t.Errorf("held %+v of %d objects of %d bytes", total, d.Objects(), d.HeapBytes)
		}
	})
}
