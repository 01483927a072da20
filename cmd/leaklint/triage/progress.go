package triage

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"
)

// A progress counts what is read, and on a terminal says how far it is.
type progress struct {
	source           *source
	terminal         io.Writer // nil where nobody looks
	read             int64
	count, different int
	shown            time.Time
	width            int // of what stands on the line
}

const progressEvery = 200 * time.Millisecond

func newProgress(stderr io.Writer, src *source) *progress {
	p := &progress{source: src, shown: time.Now()}
	if f, ok := stderr.(*os.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 && os.Getenv("TERM") != "dumb" {
			p.terminal = f
		}
	}
	return p
}

func (p *progress) Read(b []byte) (int, error) {
	n, err := p.source.Read(b)
	p.read += int64(n)
	if p.terminal != nil && time.Since(p.shown) >= progressEvery {
		p.shown = time.Now()
		p.draw(p.line())
	}
	return n, err
}

// goroutines notes what the reader has met so far.
func (p *progress) goroutines(count, different int) { p.count, p.different = count, different }

func (p *progress) line() string {
	of := ""
	if p.source.size > 0 {
		of = fmt.Sprintf(" of %s", megabytes(p.source.size))
	}
	return fmt.Sprintf("read %s%s: %s in %s", megabytes(p.read), of, plural(p.count, "goroutine"), plural(p.different, "group"))
}

func megabytes(n int64) string { return fmt.Sprintf("%.1f MB", float64(n)/1e6) }

// draw writes over what stands on the line.
func (p *progress) draw(line string) {
	fmt.Fprintf(p.terminal, "\r%s%s", line, strings.Repeat(" ", max(0, p.width-len(line))))
	p.width = len(line)
}

// end clears the line.
func (p *progress) end() {
	if p.width > 0 {
		p.draw("")
		fmt.Fprint(p.terminal, "\r")
	}
}
