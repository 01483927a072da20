package goroutine

import (
	"bytes"
	"time"
)

// A parser builds one goroutine from its lines.
type parser struct {
	g Goroutine
	// names holds one copy of each function, file and state of the dump: many
	// goroutines have the same.
	names map[string]string

	// A call or creator line waits here for its position.
	pending []byte
	frame   Frame
	creator bool
	// complete says that the creator was read: only ancestors may follow.
	complete bool
	// closed says that the last line was the creator's whole position, with
	// which a record ends.
	closed bool
}

// name returns b as a string that equal names share.
func (p *parser) name(b []byte) string {
	s, ok := p.names[string(b)]
	if !ok {
		s = string(b)
		p.names[s] = s
	}
	return s
}

func (p *parser) unparsed(b []byte) {
	p.g.Unparsed = append(p.g.Unparsed, string(b))
}

func (p *parser) header(h header) {
	p.g.ID = h.id
	for _, word := range bytes.Fields(h.machine) {
		p.g.Attrs = append(p.g.Attrs, string(word))
	}
	state, leaked, scan, durable := h.state()
	p.g.State, p.g.Leaked, p.g.Scan, p.g.Durable = p.name(state), leaked, scan, durable
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
	p.g.Attrs = append(p.g.Attrs, string(attr))
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
		k := string(unquoteLabel(key))
		if _, twice := p.g.Labels[k]; !twice { // the first counts, as in Record.Label
			p.g.Labels[k] = string(unquoteLabel(value))
		}
		list = rest
	}
}

func (p *parser) line(line []byte) {
	p.closed = false
	kind := kindOf(line)
	if kind == positionLine && !p.complete {
		p.position(line)
		return
	}
	p.flush()
	if p.complete && kind != ancestorLine {
		p.unparsed(line)
		return
	}
	switch kind {
	case creatorLine:
		creator, parent := splitParent(line[len(creatorPrefix):])
		p.pending, p.creator = line, true
		p.frame = Frame{Function: p.name(creator)}
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
		p.frame = Frame{Function: p.name(function), Args: string(args)}
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
	p.frame.File, p.frame.Line = p.name(pos.file), int(pos.line)
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
		p.complete = true
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
	if p.isFrame() {
		p.push()
		return
	}
	p.unparsed(p.pending)
	p.pending = nil
}

// isFrame reports whether the pending line has the shape of a frame's first.
func (p *parser) isFrame() bool {
	_, _, call := splitCall(p.pending)
	return call || p.creator || p.foreign()
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
	p.complete = !ok || !isNumber // what follows belongs to nobody then
	if p.complete {
		p.unparsed(line)
		return
	}
	p.g.Ancestors = append(p.g.Ancestors, Ancestor{ID: id})
}

// end handles what the last line left open, and decides whether the dump was
// cut here.
func (p *parser) end(r Record) {
	open := p.pending != nil && !p.foreign() && p.isFrame()
	p.flush()
	if !r.atEnd {
		return
	}
	unterminated := r.text[len(r.text)-1] != '\n'
	empty := len(p.g.Stack) == 0 && !p.g.StackUnavailable
	p.g.Truncated = open || empty || unterminated && !p.closed
}
