package triage

import (
	"fmt"
	"io"
	"slices"

	"github.com/google/pprof/profile"

	"github.com/leaktight/leaktight/leaktest/goroutine"
)

// readProtobuf reads a profile in the form of profile.proto. It is held in
// memory, as its tables refer to each other; lim bounds it.
func readProtobuf(r io.Reader, lim limits) (*capture, error) {
	data, err := io.ReadAll(io.LimitReader(r, lim.bytes+1))
	if err != nil {
		return nil, readError(err)
	}
	if int64(len(data)) > lim.bytes {
		return nil, fmt.Errorf("the profile is larger than the %s of -max-bytes", thousands(int(lim.bytes)))
	}
	p, err := profile.ParseUncompressed(data)
	if err == nil {
		err = p.CheckValid()
	}
	if err != nil {
		return nil, fmt.Errorf("%w: as protobuf it is damaged or cut off: %v", errForeign, err)
	}
	value := slices.IndexFunc(p.SampleType, func(t *profile.ValueType) bool { return t.Type == "goroutine" || t.Type == "goroutineleak" })
	if value < 0 {
		return nil, fmt.Errorf("%w: it is a pprof profile of %s", errForeign, sampleTypes(p))
	}
	c := &capture{form: protobuf, leaks: p.SampleType[value].Type == "goroutineleak"}
	byStack := make(map[string]*group)
	for _, s := range p.Sample {
		if s.Value[value] <= 0 || s.Value[value] > 1<<31-1 {
			continue
		}
		g := &group{count: int(s.Value[value])}
		stack := framesOf(s)
		state := stateOf(stack)
		g.stack = trimRuntime(stack)
		key := g.key(false)
		if known, ok := byStack[key]; ok {
			known.count += g.count
			g = known
		} else {
			byStack[key] = g
			g.states = map[string]int{state: 1}
			c.groups = append(c.groups, g)
		}
		for name, values := range s.Label {
			if len(values) > 0 {
				g.addLabels(map[string]string{name: values[0]}, int(s.Value[value]))
			}
		}
	}
	c.notes = append(c.notes, "the protobuf form tells neither how long the goroutines have waited nor which go statement started them; debug=2 does")
	return c, nil
}

func sampleTypes(p *profile.Profile) string {
	if len(p.SampleType) == 0 {
		return "nothing"
	}
	return p.SampleType[0].Type
}

// framesOf returns the calls of a sample, inlined ones apart, innermost first.
func framesOf(s *profile.Sample) []goroutine.Frame {
	var stack []goroutine.Frame
	for _, loc := range s.Location {
		if len(loc.Line) == 0 {
			stack = append(stack, goroutine.Frame{Function: fmt.Sprintf("non-Go function at %#x", loc.Address)})
		}
		for i, line := range loc.Line {
			f := goroutine.Frame{Line: int(line.Line), Inlined: i < len(loc.Line)-1}
			if line.Function != nil {
				f.Function, f.File = line.Function.Name, line.Function.Filename
			}
			stack = append(stack, f)
		}
	}
	return stack
}
