package goroutine

import "time"

// Wait returns what [Goroutine.Wait] holds.
func (r Record) Wait() time.Duration {
	var p parser
	h := r.header()
	for _, rest := cutAttr(h.attrs); len(rest) > 0; {
		var attr []byte
		attr, rest = cutAttr(rest)
		p.attr(attr)
	}
	return p.g.Wait
}

// Labels returns what [Goroutine.Labels] holds. It allocates a map where there
// are labels.
func (r Record) Labels() map[string]string {
	var p parser
	h := r.header()
	p.labels(h.labels)
	return p.g.Labels
}
