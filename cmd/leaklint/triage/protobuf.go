package triage

import (
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/google/pprof/profile"

	"github.com/leaktight/leaktight/leaktest/goroutine"
)

// What a profile in protocol buffers may take, as it is held in memory: each of
// its bytes may become a reference, and each of its fields an object.
const (
	protobufPart   = 32 // of what a text may have
	protobufFields = 4 << 20
)

// readProtobuf reads a profile in the form of profile.proto, the tables of which
// refer to each other.
func readProtobuf(r io.Reader, lim limits) (*capture, error) {
	most := lim.bytes / protobufPart
	data, err := io.ReadAll(io.LimitReader(r, most+1))
	if err != nil {
		return nil, readError(err)
	}
	if int64(len(data)) > most {
		return nil, fmt.Errorf("as protobuf it is larger than %s bytes, a %dnd of -max-bytes, as it is held in memory", thousands(int(most)), protobufPart)
	}
	if n := countFields(data, false); n > protobufFields {
		return nil, fmt.Errorf("as protobuf it has %s, more than the %s that are read", plural(n, "field"), thousands(protobufFields))
	}
	p, err := profile.ParseUncompressed(data)
	if err == nil {
		err = p.CheckValid()
	}
	if err != nil {
		return nil, fmt.Errorf("%w: as protobuf it is damaged or cut off: %v", errForeign, err)
	}
	return captureOf(p, lim)
}

// captureOf groups the samples of a profile.
func captureOf(p *profile.Profile, lim limits) (*capture, error) {
	value := slices.IndexFunc(p.SampleType, func(t *profile.ValueType) bool { return t.Type == "goroutine" || t.Type == "goroutineleak" })
	if value < 0 {
		return nil, fmt.Errorf("%w: it is a pprof profile of %s", errForeign, sampleTypes(p))
	}
	c := &capture{form: protobuf, leaks: p.SampleType[value].Type == "goroutineleak", room: room{lim.memory}}
	if p.TimeNanos > 0 {
		c.taken = time.Unix(0, p.TimeNanos)
	}
	byStack := make(map[string]*group)
	for _, s := range p.Sample {
		if s.Value[value] > 0 && s.Value[value] <= 1<<31-1 {
			c.addSample(byStack, s, int(s.Value[value]), lim.choice)
		}
	}
	c.notes = append(c.notes, "the protobuf form tells neither how long the goroutines have waited nor which go statement started them; debug=2 does")
	return c, nil
}

// addSample puts the goroutines of a sample into the group with their stack.
func (c *capture) addSample(byStack map[string]*group, s *profile.Sample, count int, choice choice) {
	labels := make(map[string]string)
	for name, values := range s.Label {
		if len(values) > 0 {
			labels[name] = values[0]
		}
	}
	if !choice.takes(labels) {
		return
	}
	stack, elided := framesOf(s)
	g := &group{stack: trimRuntime(stack), elided: elided, split: choice.splitOf(labels), states: map[string]int{stateOf(stack): 1}}
	key := g.key(false)
	known, ok := byStack[key]
	if !ok {
		if known = c.admit(g); !known.further {
			byStack[key] = known
		}
	}
	known.count += count
	known.addLabels(labels, count, &c.room)
}

func sampleTypes(p *profile.Profile) string {
	if len(p.SampleType) == 0 {
		return "nothing"
	}
	return p.SampleType[0].Type
}

// longestStack bounds the frames of a sample, as its few bytes may refer to many
// and long ones. Bytes.
const longestStack = 1 << 20

// framesOf returns the calls of a sample, inlined ones apart, innermost first, and
// how many locations were left out.
func framesOf(s *profile.Sample) (stack []goroutine.Frame, elided int) {
	size := int64(0)
	for i, loc := range s.Location {
		for _, f := range framesAt(loc) {
			if size += frameSize(&f); size > longestStack {
				return stack, len(s.Location) - i
			}
			stack = append(stack, f)
		}
	}
	return stack, 0
}

// mostInlined bounds the calls at one location: the compiler inlines some ten.
const mostInlined = 1000

// framesAt returns the calls at a location.
func framesAt(loc *profile.Location) []goroutine.Frame {
	if len(loc.Line) == 0 {
		return []goroutine.Frame{{Function: fmt.Sprintf("non-Go function at %#x", loc.Address)}}
	}
	var stack []goroutine.Frame
	for i, line := range loc.Line[:min(len(loc.Line), mostInlined)] {
		f := goroutine.Frame{Line: int(line.Line), Inlined: i < len(loc.Line)-1}
		if line.Function != nil {
			f.Function, f.File = line.Function.Name, line.Function.Filename
		}
		stack = append(stack, f)
	}
	return stack
}
