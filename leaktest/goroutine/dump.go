package goroutine

import (
	"bytes"
	"runtime"
)

// A Dumper takes whole dumps of the running program and reuses one buffer for
// them. The zero value is ready to use. A Dumper must not be used by two
// goroutines at once; two Dumpers may be.
type Dumper struct {
	buf []byte
	per int // bytes that a goroutine took in earlier dumps
}

const (
	firstGuess = 512      // bytes for one goroutine, before anything was measured
	leastRoom  = 16 << 10 // of a buffer: the calling goroutine's stack may be deep
)

// Dump returns the dump of every goroutine that is not the runtime's own, the
// calling one first, with labels. It is never cut: the buffer is sized from the
// number of goroutines and from what earlier dumps took, and grows until
// everything fits. The world is stopped meanwhile, for about 1.5 µs a
// goroutine. The result is valid until the next call.
//
// Go 1.26 shows labels only with tracebacklabels=1 in GODEBUG, and Go 1.27
// stops to show them when GODEBUG was changed or the main module's go line is
// older. Where they are not shown anyway, Dump appends that setting to the
// environment variable for the time of the dump, one Dumper at a time, and then
// restores what was there. A child process that is started in that time may see
// it, and a change that someone else makes to GODEBUG in that time is kept.
func (d *Dumper) Dump() []byte {
	restore := showLabels()
	defer restore()
	if d.per == 0 {
		d.per = firstGuess
	}
	for {
		count := runtime.NumGoroutine()
		d.reserve(count)
		n := runtime.Stack(d.buf, true)
		if n < len(d.buf) {
			d.per = max(firstGuess, n/max(count, 1))
			return d.buf[:n]
		}
		d.learn()
	}
}

// reserve makes room for count goroutines and a fifth more.
func (d *Dumper) reserve(count int) {
	need := leastRoom + count*d.per/5*6
	if need > len(d.buf) {
		d.buf = nil // let the collector have it before the larger one is made
		d.buf = make([]byte, need)
	}
}

// learn derives the bytes for one goroutine from a dump that was cut: the
// records that did fit are a sample. It grows by half at the least, so that few
// tries are needed, and eightfold at the most, as the sample may be odd.
func (d *Dumper) learn() {
	fitted := bytes.Count(d.buf, []byte("\n\ngoroutine "))
	sample := len(d.buf) / max(fitted, 1)
	d.per = max(min(sample, 8*d.per), d.per*3/2)
}
