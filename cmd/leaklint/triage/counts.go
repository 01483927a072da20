package triage

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/leaktight/leaktight/leaktest/goroutine"
)

// isCountText reports whether a text is a debug=1 profile:
//
//	goroutine profile: total 12
//	10 @ 0x43f2ee 0x40a56d 0x40a1f2
//	# labels: {"endpoint":"/quote"}
//	#	0x40a56c	main.f+0x2c	/src/app/f.go:10
func isCountText(text []byte) bool {
	line, _, _ := bytes.Cut(text, []byte("\n"))
	name, total, ok := bytes.Cut(line, []byte(" profile: total "))
	if !ok || len(total) == 0 || string(name) != "goroutine" && string(name) != "goroutineleak" {
		return false
	}
	_, err := strconv.Atoi(strings.TrimSpace(string(total)))
	return err == nil
}

// A countReader reads a debug=1 text, a line at a time.
type countReader struct {
	capture
	choice   choice
	byStack  map[string]*group
	expected int
	current  *group // of the lines being read
	labels   map[string]string
	size     int64 // of the stack being read, bytes
	odd      int   // lines that were not understood
}

const longestLine = 1 << 20

func readCounts(r io.Reader, lim limits) (*capture, error) {
	d := &countReader{capture: capture{form: countText, room: room{lim.memory}}, choice: lim.choice, byStack: make(map[string]*group)}
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 64<<10), longestLine)
	lines.Scan()
	name, total, _ := strings.Cut(lines.Text(), " profile: total ")
	d.leaks = name == "goroutineleak"
	d.expected, _ = strconv.Atoi(strings.TrimSpace(total))
	for lines.Scan() {
		if strings.HasPrefix(lines.Text(), "goroutine ") {
			d.fault("it holds something else behind the debug=1 profile, beginning with %q; only the profile was read", start(lines.Bytes()))
			break
		}
		d.line(lines.Text())
	}
	d.end()
	switch err := lines.Err(); {
	case errors.Is(err, bufio.ErrTooLong):
		d.fault("a line is longer than a megabyte; what follows it was not read")
	case err != nil && d.total == 0:
		return nil, readError(err)
	case err != nil:
		d.fault("%v", readError(err))
	}
	if d.total < d.expected && len(d.faults) == 0 {
		d.fault("it is cut off: it holds %s of %s", plural(d.total, "goroutine"), thousands(d.expected))
	}
	d.notes = append(d.notes, "debug=1 tells neither what the goroutines wait for, nor for how long, nor which go statement started them; debug=2 does")
	if d.odd > 0 {
		d.notes = append(d.notes, fmt.Sprintf("skipped %s that a debug=1 profile does not have", plural(d.odd, "line")))
	}
	return &d.capture, nil
}

func (d *countReader) line(line string) {
	switch {
	case line == "":
		d.end()
	case strings.HasPrefix(line, "# labels: "):
		d.labels = parseLabels(line[len("# labels: "):])
	case strings.HasPrefix(line, "#"):
		f, ok := parseCountFrame(line)
		if !ok || d.current == nil {
			d.odd++
			return
		}
		if d.size += frameSize(&f); d.size <= d.room.left {
			d.current.stack = append(d.current.stack, f)
		}
	default:
		count, _, ok := strings.Cut(line, " @")
		n, err := strconv.Atoi(count)
		if !ok || err != nil || n <= 0 || n > 1<<31-1 {
			d.odd++
			return
		}
		d.end()
		d.current, d.labels, d.size = &group{count: n}, nil, 0
	}
}

// end puts the goroutines that were read into the group with their stack: those
// with other labels stand apart in the profile.
func (d *countReader) end() {
	g := d.current
	if g == nil {
		return
	}
	d.current = nil
	d.total += g.count
	if !d.choice.takes(d.labels) {
		return
	}
	state := stateOf(g.stack)
	g.split = d.choice.splitOf(d.labels)
	g.stack = trimRuntime(g.stack)
	if d.size > d.room.left {
		d.room.take(d.size)
		d.further().count += g.count
		return
	}
	key := g.key(false)
	known, ok := d.byStack[key]
	if !ok {
		known = d.admit(&group{stack: g.stack, split: g.split, states: map[string]int{state: 1}})
		if !known.further {
			d.byStack[key] = known
		}
	}
	known.count += g.count
	known.addLabels(d.labels, g.count, &d.room)
}

// parseCountFrame reads a call:
//
//	#	0x40a56c	main.f+0x2c	/src/app/f.go:10
func parseCountFrame(line string) (f goroutine.Frame, ok bool) {
	fields := strings.FieldsFunc(line, func(r rune) bool { return r == '\t' })
	if len(fields) == 2 { // "#", the address: code without a symbol
		return goroutine.Frame{Function: "non-Go function at " + fields[1]}, true
	}
	if len(fields) != 4 {
		return f, false
	}
	f.Function = fields[2]
	if plus := strings.LastIndex(f.Function, "+0x"); plus > 0 {
		f.Function = f.Function[:plus]
	}
	colon := strings.LastIndexByte(fields[3], ':')
	if colon < 0 {
		return f, false
	}
	line64, err := strconv.ParseUint(fields[3][colon+1:], 10, 31)
	f.File, f.Line = fields[3][:colon], int(line64)
	return f, err == nil
}

// parseLabels reads {"k":"v", "l":"w"} as far as it is understood.
func parseLabels(text string) map[string]string {
	labels := make(map[string]string)
	text = strings.TrimPrefix(text, "{")
	for {
		key, rest, ok := cutQuoted(text)
		if !ok {
			return labels
		}
		value, rest, ok := cutQuoted(strings.TrimLeft(rest, ": "))
		if !ok {
			return labels
		}
		labels[key] = value
		text = strings.TrimLeft(rest, ", ")
	}
}

func cutQuoted(text string) (value, rest string, ok bool) {
	quoted, err := strconv.QuotedPrefix(text)
	if err != nil {
		return "", "", false
	}
	value, err = strconv.Unquote(quoted)
	return value, text[len(quoted):], err == nil
}
