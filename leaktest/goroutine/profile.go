package goroutine

import (
	"compress/gzip"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// EncodeProfile writes the goroutines as a compressed pprof profile with the
// sample type goroutine/count, which "go tool pprof" opens. Goroutines with
// equal stacks and labels are one sample. Frames that the runtime left out are
// missing; the sample then has the numeric label "elided_frames". The error is
// that of w.
//
// The format is that of profile.proto in github.com/google/pprof, of which
// github.com/google/pprof/profile is the usual writer: this one is here so that
// users of the package get no dependency.
func EncodeProfile(w io.Writer, gs []Goroutine) error {
	z := gzip.NewWriter(w)
	if _, err := z.Write(encodeProfile(gs)); err != nil {
		return err
	}
	return z.Close()
}

// Field numbers of profile.proto.
const (
	profileSampleType  = 1
	profileSample      = 2
	profileMapping     = 3
	profileLocation    = 4
	profileFunction    = 5
	profileStringTable = 6
	profilePeriodType  = 11
	profilePeriod      = 12

	valueTypeType = 1
	valueTypeUnit = 2

	sampleLocation = 1
	sampleValue    = 2
	sampleLabel    = 3

	labelKey    = 1
	labelString = 2
	labelNumber = 3

	mappingID             = 1
	mappingHasFunctions   = 7
	mappingHasFilenames   = 8
	mappingHasLineNumbers = 9

	locationID      = 1
	locationMapping = 2
	locationLine    = 4

	lineFunction = 1
	lineLine     = 2

	functionID         = 1
	functionName       = 2
	functionSystemName = 3
	functionFilename   = 4
)

// A profile collects the tables of profile.proto, in which everything refers to
// strings, functions and locations by number. Numbers of functions and
// locations begin at 1.
type profile struct {
	samples       []sample
	sampleIndex   map[string]int
	strings       []string
	stringIndex   map[string]uint64
	functions     []function
	functionIndex map[function]uint64
	locations     []location
	locationIndex map[location]uint64

	// The goroutine that is being added; kept for the next one.
	stack []uint64
	key   []byte
}

type sample struct {
	locations []uint64
	count     uint64
	labels    map[string]string
	elided    int
}

type function struct{ name, file string }

type location struct {
	function uint64
	line     int
}

func encodeProfile(gs []Goroutine) []byte {
	p := &profile{
		sampleIndex:   make(map[string]int),
		stringIndex:   make(map[string]uint64),
		functionIndex: make(map[function]uint64),
		locationIndex: make(map[location]uint64),
	}
	p.string("") // number 0 must be the empty string
	for i := range gs {
		p.add(&gs[i])
	}
	return p.encode()
}

// add counts one goroutine.
func (p *profile) add(g *Goroutine) {
	p.stack = p.stack[:0]
	for _, f := range g.Stack {
		p.stack = append(p.stack, p.location(f))
	}
	p.key = appendKey(p.key[:0], p.stack, g)
	if i, ok := p.sampleIndex[string(p.key)]; ok {
		p.samples[i].count++
		return
	}
	p.sampleIndex[string(p.key)] = len(p.samples)
	p.samples = append(p.samples, sample{
		locations: slices.Clone(p.stack), count: 1, labels: g.Labels, elided: g.Elided,
	})
}

// appendKey appends what is equal for goroutines that are counted together.
func appendKey(key []byte, stack []uint64, g *Goroutine) []byte {
	key = strconv.AppendInt(key, int64(g.Elided), 10)
	for _, l := range stack {
		key = strconv.AppendUint(append(key, ' '), l, 10)
	}
	if len(g.Labels) == 0 {
		return key
	}
	for _, k := range slices.Sorted(maps.Keys(g.Labels)) {
		key = strconv.AppendQuote(append(key, ' '), k)
		key = strconv.AppendQuote(key, g.Labels[k])
	}
	return key
}

func (p *profile) string(s string) uint64 {
	n, ok := p.stringIndex[s]
	if !ok {
		n = uint64(len(p.strings))
		p.stringIndex[s] = n
		p.strings = append(p.strings, strings.ToValidUTF8(s, "\uFFFD"))
	}
	return n
}

func (p *profile) function(f function) uint64 {
	n, ok := p.functionIndex[f]
	if !ok {
		p.functions = append(p.functions, f)
		n = uint64(len(p.functions))
		p.functionIndex[f] = n
	}
	return n
}

func (p *profile) location(f Frame) uint64 {
	l := location{p.function(function{f.Function, f.File}), f.Line}
	n, ok := p.locationIndex[l]
	if !ok {
		p.locations = append(p.locations, l)
		n = uint64(len(p.locations))
		p.locationIndex[l] = n
	}
	return n
}

func (p *profile) encode() []byte {
	var out protobuf
	out.message(profileSampleType, p.valueType)
	for _, s := range p.samples {
		out.message(profileSample, func(b *protobuf) { p.encodeSample(b, s) })
	}
	out.message(profileMapping, encodeMapping)
	for i, l := range p.locations {
		out.message(profileLocation, func(b *protobuf) { encodeLocation(b, uint64(i+1), l) })
	}
	for i, f := range p.functions {
		out.message(profileFunction, func(b *protobuf) { p.encodeFunction(b, uint64(i+1), f) })
	}
	out.message(profilePeriodType, p.valueType)
	out.uint(profilePeriod, 1)
	for _, s := range p.strings {
		out.bytes(profileStringTable, []byte(s))
	}
	return out
}

func (p *profile) valueType(b *protobuf) {
	b.uint(valueTypeType, p.string("goroutine"))
	b.uint(valueTypeUnit, p.string("count"))
}

func (p *profile) encodeSample(b *protobuf, s sample) {
	b.packed(sampleLocation, s.locations)
	b.packed(sampleValue, []uint64{s.count})
	for _, k := range slices.Sorted(maps.Keys(s.labels)) {
		b.message(sampleLabel, func(b *protobuf) {
			b.uint(labelKey, p.string(k))
			b.uint(labelString, p.string(s.labels[k]))
		})
	}
	if s.elided != 0 {
		b.message(sampleLabel, func(b *protobuf) {
			b.uint(labelKey, p.string("elided_frames"))
			b.uint(labelNumber, uint64(int64(s.elided)))
		})
	}
}

// encodeMapping writes the one mapping that all locations are in. It says that
// names and lines are there, so that pprof does not look for a binary.
func encodeMapping(b *protobuf) {
	b.uint(mappingID, 1)
	b.uint(mappingHasFunctions, 1)
	b.uint(mappingHasFilenames, 1)
	b.uint(mappingHasLineNumbers, 1)
}

func encodeLocation(b *protobuf, id uint64, l location) {
	b.uint(locationID, id)
	b.uint(locationMapping, 1)
	b.message(locationLine, func(b *protobuf) {
		b.uint(lineFunction, l.function)
		b.uint(lineLine, uint64(l.line))
	})
}

func (p *profile) encodeFunction(b *protobuf, id uint64, f function) {
	b.uint(functionID, id)
	b.uint(functionName, p.string(unescapedName(f.name)))
	b.uint(functionSystemName, p.string(f.name))
	b.uint(functionFilename, p.string(f.file))
}
