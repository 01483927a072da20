package goroutine

import (
	"bytes"
	"time"
)

// Parse reads all goroutines of a dump. It skips text outside of them;
// [ParseAll] keeps it.
func Parse(dump []byte) []Goroutine { return ParseAll(dump).Goroutines }

// A Dump is everything that a dump holds.
type Dump struct {
	Goroutines []Goroutine `json:"goroutines"`
	Gaps       []Gap       `json:"gaps,omitempty"`
}

// A Gap is text outside of the goroutines: a panic's message, registers, the
// log around a dump.
type Gap struct {
	// Before is the index in [Dump.Goroutines] of the goroutine that follows,
	// the number of goroutines when none does.
	Before int `json:"before"`

	// Text is the gap, verbatim.
	Text string `json:"text"`
}

// ParseAll reads all goroutines of a dump and keeps the text around them. Every
// byte of dump is in [Goroutine.Raw] or [Gap.Text], except for gaps of nothing
// but white space, which are left out.
func ParseAll(dump []byte) Dump {
	var d Dump
	for len(dump) > 0 {
		gap, r, rest := nextRecord(dump)
		if len(bytes.TrimSpace(gap)) > 0 {
			d.Gaps = append(d.Gaps, Gap{Before: len(d.Goroutines), Text: string(gap)})
		}
		if r.text != nil {
			d.Goroutines = append(d.Goroutines, r.Parse())
		}
		dump = rest
	}
	return d
}

// Parse reads the record. The result does not share memory with the dump.
func (r Record) Parse() Goroutine {
	p := parser{base: r.text}
	p.g.Raw = string(r.text)
	line, body := r.lines()
	p.header(readHeader(line))
	for len(body) > 0 {
		line, body = cutLine(body)
		p.line(line)
	}
	p.end(r)
	return p.g
}

// A parser builds one goroutine from its lines.
type parser struct {
	g    Goroutine
	base []byte // the text that g.Raw is a copy of

	// A call or creator line waits here for its position.
	pending []byte
	frame   Frame
	creator bool
	// closed says that the last line was the creator's complete position, with
	// which a record ends.
	closed bool
}

// str returns the part of Raw that b, a part of base, corresponds to: one copy
// of the text serves all strings.
func (p *parser) str(b []byte) string {
	if len(b) == 0 {
		return ""
	}
	i := cap(p.base) - cap(b)
	return p.g.Raw[i : i+len(b)]
}

func (p *parser) unparsed(b []byte) {
	p.g.Unparsed = append(p.g.Unparsed, p.str(b))
}

func (p *parser) header(h header) {
	p.g.ID = h.id
	for _, word := range bytes.Fields(h.machine) {
		p.g.Attrs = append(p.g.Attrs, p.str(word))
	}
	state, leaked, scan, durable := h.state()
	p.g.State, p.g.Leaked, p.g.Scan, p.g.Durable = p.str(state), leaked, scan, durable
	_, rest := cutAttr(h.attrs)
	for len(rest) > 0 {
		var attr []byte
		attr, rest = cutAttr(rest)
		p.attr(attr)
	}
	p.labels(h.labels)
	if len(h.tail) > 0 {
		p.unparsed(h.tail)
	}
}

func (p *parser) attr(attr []byte) {
	if string(attr) == "locked to thread" {
		p.g.Locked = true
		return
	}
	if number, ok := bytes.CutSuffix(attr, []byte(" minutes")); ok {
		// A century of minutes is far below where the duration overflows.
		if n, ok := wholeUint(number); ok && n < 100*366*24*60 {
			p.g.Wait = time.Duration(n) * time.Minute
			return
		}
	}
	if n, ok := bubbleNumber(attr); ok {
		p.g.Bubble = n
		return
	}
	p.g.Attrs = append(p.g.Attrs, p.str(attr))
}

func (p *parser) labels(list []byte) {
	for len(list) > 0 {
		key, value, rest, ok := cutLabel(list)
		if !ok {
			p.unparsed(list)
			return
		}
		if p.g.Labels == nil {
			p.g.Labels = make(map[string]string)
		}
		p.g.Labels[string(unquoteLabel(key))] = string(unquoteLabel(value))
		list = rest
	}
}

func (p *parser) line(line []byte) {
	p.closed = false
	kind := kindOf(line)
	if kind == positionLine {
		p.position(line)
		return
	}
	p.flush()
	switch kind {
	case creatorLine:
		creator, parent := splitParent(line[len(creatorPrefix):])
		p.pending, p.creator = line, true
		p.frame = Frame{Function: p.str(creator)}
		if len(p.g.Ancestors) == 0 {
			p.g.ParentID = parent
		}
	case elidedLine:
		p.elided(line)
	case ancestorLine:
		p.ancestor(line)
	default:
		function, args, _ := splitCall(line)
		p.pending, p.creator = line, false
		p.frame = Frame{Function: p.str(function), Args: p.str(args)}
	}
}

// position completes the pending frame.
func (p *parser) position(line []byte) {
	if p.pending == nil && bytes.Equal(bytes.TrimLeft(line, "\t "), unavailable) {
		p.g.StackUnavailable = true
		return
	}
	pos, ok := readPosition(line)
	if p.pending == nil || !ok {
		p.unparsed(line)
		return
	}
	p.frame.File, p.frame.Line = p.str(pos.file), int(pos.line)
	p.frame.Inlined = p.frame.Args == "..." && !pos.offset && len(p.g.Ancestors) == 0
	p.closed = p.creator && pos.offset
	p.push()
}

// push adds the pending frame to the stack that is being read.
func (p *parser) push() {
	stack, creator := &p.g.Stack, &p.g.CreatedBy
	if len(p.g.Ancestors) > 0 {
		a := p.g.top()
		stack, creator = &a.Stack, &a.CreatedBy
	}
	if p.creator {
		f := p.frame
		*creator = &f
	} else {
		*stack = append(*stack, p.frame)
	}
	p.pending = nil
}

// flush deals with a pending line that no position followed. It is a frame when
// it has the shape of one, and else a line that was not understood.
func (p *parser) flush() {
	if p.pending == nil {
		return
	}
	_, _, call := splitCall(p.pending)
	if call || p.creator || p.foreign() {
		p.push()
		return
	}
	p.unparsed(p.pending)
	p.pending = nil
}

// foreign reports whether the pending line is C code without a symbol, which
// the runtime prints with its address in the same line.
func (p *parser) foreign() bool {
	return bytes.HasPrefix(p.pending, []byte("non-Go function at pc="))
}

// elided reads "...23 frames elided..." and "...additional frames elided...".
func (p *parser) elided(line []byte) {
	number, ok := bytes.CutSuffix(line[len(elidedPrefix):], elidedSuffix)
	n, counted := wholeUint(number)
	if !ok || (!counted && string(number) != "additional") || n > 1<<31-1 {
		p.unparsed(line)
		return
	}
	elided := &p.g.Elided
	if len(p.g.Ancestors) > 0 {
		elided = &p.g.top().Elided
	}
	if !counted || *elided < 0 {
		*elided = -1
		return
	}
	*elided += int(n)
}

func (p *parser) ancestor(line []byte) {
	number, ok := bytes.CutSuffix(line[len(ancestorPrefix):], ancestorSuffix)
	id, isNumber := wholeUint(number)
	if !ok || !isNumber {
		p.unparsed(line)
		return
	}
	p.g.Ancestors = append(p.g.Ancestors, Ancestor{ID: id})
}

// end handles what the last line left open, and decides whether the dump was
// cut here.
func (p *parser) end(r Record) {
	open := p.pending != nil && !p.foreign()
	p.flush()
	if !r.atEnd {
		return
	}
	unterminated := r.text[len(r.text)-1] != '\n'
	empty := len(p.g.Stack) == 0 && !p.g.StackUnavailable
	p.g.Truncated = open || empty || unterminated && !p.closed
}
