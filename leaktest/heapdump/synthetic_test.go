package heapdump_test

import (
	"bytes"
	"encoding/binary"
)

// A maker writes dumps by hand, in the order in which the runtime writes its records.
type maker struct {
	bytes.Buffer
	order binary.ByteOrder
	word  int
}

const (
	tagObject     = 1
	tagGoroutine  = 4
	tagFrame      = 5
	tagParams     = 6
	tagMemStats   = 10
	tagData       = 12
	tagMemProf    = 16
	fieldPointer  = 1
	numberOfStats = 281
)

func newMaker(order binary.ByteOrder, word int) *maker {
	m := &maker{order: order, word: word}
	m.WriteString("go1.7 heap dump\n")
	big := uint64(0)
	if order == binary.BigEndian {
		big = 1
	}
	m.uints(tagParams, big, uint64(word), 0, 1<<30)
	m.text("amd64")
	m.text("go1.26.8")
	m.uints(2)
	return m
}

func (m *maker) uints(all ...uint64) {
	for _, v := range all {
		m.Write(binary.AppendUvarint(nil, v))
	}
}

func (m *maker) text(s string) {
	m.uints(uint64(len(s)))
	m.WriteString(s)
}

// memory writes words and, if they are pointers, a field for each, or no field.
func (m *maker) memory(pointers bool, words ...uint64) {
	m.contents(words)
	if pointers {
		for i := range words {
			m.uints(fieldPointer, uint64(i*m.word))
		}
	}
	m.uints(0)
}

func (m *maker) contents(words []uint64) {
	m.uints(uint64(len(words) * m.word))
	for _, w := range words {
		b := make([]byte, 8)
		if m.word == 4 {
			m.order.PutUint32(b, uint32(w))
		} else {
			m.order.PutUint64(b, w)
		}
		m.Write(b[:m.word])
	}
}

func (m *maker) object(addr uint64, pointers bool, words ...uint64) {
	m.uints(tagObject, addr)
	m.memory(pointers, words...)
}

// goroutine writes one that waits for a reason, with a frame of these words.
func (m *maker) goroutine(id, record uint64, reason, function string, words ...uint64) {
	m.uints(tagGoroutine, record, 0, id, 0x401000, 4, 0, 0, 0)
	m.text(reason)
	m.uints(0, 0, 0, 0)
	m.uints(tagFrame, 0, 0, 0)
	m.contents(words)
	m.uints(0x400000, 0x400010, 0x400010)
	m.text(function)
	m.uints(0)
}

func (m *maker) data(words ...uint64) {
	m.uints(tagData, 0x500000)
	m.memory(true, words...)
}

// end writes what comes last, and returns the dump.
func (m *maker) end() []byte {
	m.uints(tagMemStats)
	m.uints(make([]uint64, numberOfStats)...)
	m.uints(tagMemProf, 1, 2, 1)
	m.text("main.f")
	m.text("/src/main.go")
	m.uints(7, 1, 0)
	m.uints(0)
	return m.Bytes()
}

// sharedDump is a dump of three goroutines: 1 refers to A, 2 to B, both to C, which
// refers to D. 1 refers to E and F, too, but so do 3 and a variable. The record of 1
// says that its stack has 2048 bytes.
func sharedDump(order binary.ByteOrder, word int) []byte {
	const a, b, c, d, e, f, record = 0x1000, 0x2000, 0x3000, 0x4000, 0x5000, 0x6000, 0x7000
	m := newMaker(order, word)
	m.object(d, false, make([]uint64, 8)...)
	m.object(a, false, make([]uint64, 2)...)
	m.object(b, false, make([]uint64, 4)...)
	m.object(c, true, d+8, d)
	m.object(e, false, 0, 0)
	m.object(f, false, 0, 0)
	m.object(record, true, 0x10000, 0x10800)
	m.goroutine(1, record, "chan receive", "main.one", a, c, e, f)
	m.goroutine(2, 0, "select", "main.two[int]", b+8, c)
	m.goroutine(3, 0, "", "runtime.gopark", e)
	m.data(f)
	return m.end()
}
