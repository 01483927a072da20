package triage

import (
	"fmt"
	"io"
)

// limits bound what a capture may take.
type limits struct {
	bytes  int64 // of a capture, and of what it is decompressed to
	memory int64 // about what different stacks, states and labels may take, bytes
	choice choice
}

// stackMemory is room for the stacks of any program: some 100,000 that differ.
const stackMemory = 256 << 20

// A bounded reader fails behind a number of bytes, where more follow. Its error,
// that of the reader below too, stays: who looks ahead must not take it away.
type bounded struct {
	r           io.Reader
	left, limit int64
	err         error
}

func newBounded(r io.Reader, limit int64) *bounded { return &bounded{r: r, left: limit, limit: limit} }

func (b *bounded) Read(p []byte) (int, error) {
	if b.err != nil {
		return 0, b.err
	}
	if int64(len(p)) > b.left {
		p = p[:b.left+1] // one more tells whether there are more
	}
	n, err := b.r.Read(p)
	if int64(n) > b.left {
		n = int(b.left)
		err = fmt.Errorf("it is larger than %s bytes, and what follows them was not read; -max-bytes sets that limit", thousands(int(b.limit)))
	}
	b.left, b.err = b.left-int64(n), err
	return n, err
}

// A room is the memory that is left for what a capture holds.
type room struct{ left int64 }

// take takes bytes, and reports whether they were left. Once they were not, none
// are: what came first is kept.
func (r *room) take(n int64) bool {
	if r.left >= 0 {
		r.left -= n
	}
	return r.left >= 0
}

// admit returns the group that counts the goroutines of a new stack: its own, or
// without room for that the one of all further stacks.
func (c *capture) admit(g *group) *group {
	if c.room.take(g.size()) {
		c.groups = append(c.groups, g)
		return g
	}
	return c.further()
}

// further returns the group of the stacks that there was no room for.
func (c *capture) further() *group {
	if n := len(c.groups); n > 0 && c.groups[n-1].further {
		return c.groups[n-1]
	}
	g := &group{further: true, states: make(map[string]int)}
	c.groups = append(c.groups, g)
	return g
}

// noteFurther says how many goroutines have no group of their own.
func (c *capture) noteFurther() {
	if n := len(c.groups); n > 0 && c.groups[n-1].further {
		c.fault("it has more different stacks than there is room for: the first %s are shown, and %s of further stacks are counted together",
			thousands(n-1), plural(c.groups[n-1].count, "goroutine"))
	}
}

// size is about what a group takes in memory, in bytes, without its states and
// labels.
func (g *group) size() int64 {
	n := int64(1 << 10)
	for i := range g.stack {
		n += frameSize(&g.stack[i])
	}
	if g.createdBy != nil {
		n += frameSize(g.createdBy)
	}
	return n
}
