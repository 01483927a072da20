package heapdump

import (
	"encoding/binary"
	"fmt"
	"io"
)

const (
	blockSize = 8 << 10
	blocks    = 8 << 10 // 64 MB of the file at once
)

// contents reads anywhere in the file, and keeps the parts that it read last. The
// first error stays, and all that is read after it is zero.
type contents struct {
	r         io.ReaderAt
	size      int64
	bigEndian bool
	wordSize  int64
	have      [blocks]int64 // which block of the file is there, plus one
	data      [blocks][]byte
	err       error
}

func (d *Dump) contents() *contents {
	return &contents{r: d.r, size: d.size, bigEndian: d.bigEndian, wordSize: d.wordSize}
}

// block returns the bytes of the file from an offset to the end of the block.
func (c *contents) block(off int64) []byte {
	if off < 0 || off >= c.size { // the file has changed
		return nil
	}
	number := off / blockSize
	slot := number % blocks
	if c.have[slot] != number+1 {
		c.load(slot, number)
	}
	return c.data[slot][off%blockSize:]
}

func (c *contents) load(slot, number int64) {
	if c.data[slot] == nil {
		c.data[slot] = make([]byte, blockSize)
	}
	b := c.data[slot][:min(blockSize, c.size-number*blockSize)]
	c.have[slot], c.data[slot] = number+1, b
	if n, err := c.r.ReadAt(b, number*blockSize); n < len(b) {
		clear(b)
		c.err = fmt.Errorf("heapdump: %w", err)
	}
}

func (c *contents) byte(off int64) byte {
	if b := c.block(off); len(b) > 0 {
		return b[0]
	}
	if c.err == nil {
		c.err = fmt.Errorf("heapdump: %w", io.ErrUnexpectedEOF)
	}
	return 0
}

// word returns the word at an offset.
func (c *contents) word(off int64) uint64 {
	b := c.block(off)
	if int64(len(b)) < c.wordSize {
		b = c.apart(off)
	}
	switch {
	case c.wordSize == 4 && c.bigEndian:
		return uint64(binary.BigEndian.Uint32(b))
	case c.wordSize == 4:
		return uint64(binary.LittleEndian.Uint32(b))
	case c.bigEndian:
		return binary.BigEndian.Uint64(b)
	default:
		return binary.LittleEndian.Uint64(b)
	}
}

// apart collects a word that stands in two blocks.
func (c *contents) apart(off int64) []byte {
	b := make([]byte, c.wordSize)
	for i := range b {
		b[i] = c.byte(off + int64(i))
	}
	return b
}

// uint reads a number, which the first pass has seen, and returns the offset after it.
func (c *contents) uint(off int64) (v uint64, next int64) {
	for shift := 0; ; shift += 7 {
		b := c.byte(off)
		off++
		v |= uint64(b&0x7f) << shift
		if b < 0x80 {
			return v, off
		}
	}
}

// words calls visit for each word of a region: any may be a pointer.
func (c *contents) words(at region, visit func(uint64)) {
	for off := int64(0); off+c.wordSize <= at.size && c.err == nil; off += c.wordSize {
		visit(c.word(at.pos + off))
	}
}

// pointers calls visit for each pointer of a region, whose list of fields follows it.
func (c *contents) pointers(at region, visit func(uint64)) {
	off := at.pos + at.size
	for c.err == nil {
		var kind, field uint64
		if kind, off = c.uint(off); kind == fieldEnd {
			return
		}
		field, off = c.uint(off)
		visit(c.word(at.pos + int64(field)))
	}
}
