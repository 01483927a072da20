package goroutine

import "bytes"

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
	names := make(map[string]string)
	for len(dump) > 0 {
		gap, r, rest := nextRecord(dump)
		if len(bytes.TrimSpace(gap)) > 0 {
			d.Gaps = append(d.Gaps, Gap{Before: len(d.Goroutines), Text: string(gap)})
		}
		if r.text != nil {
			d.Goroutines = append(d.Goroutines, r.parse(names))
		}
		dump = rest
	}
	return d
}

// Parse reads the record. The result does not share memory with the dump.
func (r Record) Parse() Goroutine { return r.parse(make(map[string]string)) }

// parse reads the record and shares names with the records before it.
func (r Record) parse(names map[string]string) Goroutine {
	p := parser{names: names}
	p.g.Raw = string(r.text)
	line, body := r.lines()
	p.header(readHeader(line))
	p.g.Stack = make([]Frame, 0, bytes.Count(body, []byte("\n"))/2) // two lines a frame
	for len(body) > 0 {
		line, body = cutLine(body)
		p.line(line)
	}
	p.end(r)
	if len(p.g.Stack) == 0 {
		p.g.Stack = nil
	}
	return p.g
}
