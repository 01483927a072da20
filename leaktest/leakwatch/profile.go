package leakwatch

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"runtime/pprof"
)

// A Frame is one function call of a stack.
type Frame struct {
	Function string `json:"function"`       // full name, such as net/http.(*Server).Serve
	File     string `json:"file,omitempty"` // as the compiler recorded it
	Line     int    `json:"line,omitempty"` // of the call, or the current one in the innermost frame
}

// A stack is goroutines that have the same stack and the same labels.
type stack struct {
	frames []Frame // innermost first
	labels []Label
	count  int
}

// sample returns the goroutines that there are now.
func sample() ([]stack, error) {
	var b bytes.Buffer
	profile := pprof.Lookup("goroutine")
	if profile == nil {
		return nil, errors.New("leakwatch: the runtime has no goroutine profile")
	}
	if err := profile.WriteTo(&b, 0); err != nil {
		return nil, fmt.Errorf("leakwatch: cannot take a goroutine profile: %w", err)
	}
	stacks, err := decode(&b)
	if err != nil {
		return nil, fmt.Errorf("leakwatch: cannot read the goroutine profile: %w", err)
	}
	return stacks, nil
}

// decode reads a compressed profile.proto, of which it knows what the runtime writes
// for goroutines (https://github.com/google/pprof/blob/main/proto/profile.proto). The
// usual reader of the format is github.com/google/pprof/profile: this one is here so
// that a service gets no dependency, and holds less memory.
func decode(r io.Reader) ([]stack, error) {
	unzipped, err := gzip.NewReader(r)
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(unzipped)
	if err != nil {
		return nil, err
	}
	p := rawProfile{locations: make(map[uint64][]rawLine), functions: make(map[uint64]rawFunction)}
	if err := fields(data, p.field); err != nil {
		return nil, err
	}
	return p.stacks()
}

// A rawProfile is a profile whose strings are numbers.
type rawProfile struct {
	samples   []rawSample
	locations map[uint64][]rawLine
	functions map[uint64]rawFunction
	strings   []string
}

type rawSample struct {
	locations []uint64
	count     uint64
	labels    []rawLabel
}

type (
	rawLine     struct{ function, line uint64 }
	rawFunction struct{ name, file uint64 }
	rawLabel    struct{ key, value uint64 }
)

// field reads one field of message Profile.
func (p *rawProfile) field(number int, _ uint64, data []byte) error {
	switch number {
	case 2:
		var s rawSample
		var values []uint64
		err := fields(data, func(number int, n uint64, data []byte) error {
			switch number {
			case 1:
				return numbers(&s.locations, n, data)
			case 2:
				return numbers(&values, n, data)
			case 3:
				var l rawLabel
				err := fields(data, pair(1, &l.key, 2, &l.value))
				s.labels = append(s.labels, l)
				return err
			}
			return nil
		})
		if len(values) > 0 {
			s.count = values[0]
		}
		p.samples = append(p.samples, s)
		return err
	case 4:
		var id uint64
		var lines []rawLine
		err := fields(data, func(number int, n uint64, data []byte) error {
			switch number {
			case 1:
				id = n
			case 4:
				var l rawLine
				err := fields(data, pair(1, &l.function, 2, &l.line))
				lines = append(lines, l)
				return err
			}
			return nil
		})
		p.locations[id] = lines
		return err
	case 5:
		var id uint64
		var f rawFunction
		err := fields(data, func(number int, n uint64, data []byte) error {
			if number == 1 {
				id = n
			}
			return pair(2, &f.name, 4, &f.file)(number, n, data)
		})
		p.functions[id] = f
		return err
	case 6:
		p.strings = append(p.strings, string(data))
	}
	return nil
}

// pair returns a reader of two numbers of a message.
func pair(first int, a *uint64, second int, b *uint64) func(int, uint64, []byte) error {
	return func(number int, n uint64, _ []byte) error {
		switch number {
		case first:
			*a = n
		case second:
			*b = n
		}
		return nil
	}
}

// stacks returns the samples with their names.
func (p *rawProfile) stacks() ([]stack, error) {
	text := func(i uint64) (string, error) {
		if i >= uint64(len(p.strings)) {
			return "", fmt.Errorf("string %d of %d", i, len(p.strings))
		}
		return p.strings[i], nil
	}
	frames := make(map[uint64][]Frame, len(p.locations))
	for id, lines := range p.locations {
		for _, l := range lines { // those that were inlined come first
			f := p.functions[l.function]
			name, err := text(f.name)
			if err != nil {
				return nil, err
			}
			file, err := text(f.file)
			if err != nil {
				return nil, err
			}
			frames[id] = append(frames[id], Frame{name, file, int(l.line)})
		}
	}
	var all []stack
	for _, s := range p.samples {
		one := stack{count: int(s.count)}
		for _, id := range s.locations {
			one.frames = append(one.frames, frames[id]...)
		}
		for _, l := range s.labels {
			key, err := text(l.key)
			if err != nil {
				return nil, err
			}
			value, err := text(l.value)
			if err != nil {
				return nil, err
			}
			one.labels = append(one.labels, Label{Key: key, Value: value, Count: one.count})
		}
		all = append(all, one)
	}
	return all, nil
}

var errMessage = errors.New("it ends in the middle of a field")

// fields calls f for each field of a message in the wire format of protocol buffers
// (https://protobuf.dev/programming-guides/encoding): with a number, or with the bytes
// of what has a length.
func fields(data []byte, f func(number int, n uint64, data []byte) error) error {
	for len(data) > 0 {
		tag, size := binary.Uvarint(data)
		if size <= 0 {
			return errMessage
		}
		data = data[size:]
		var n uint64
		var content []byte
		switch tag & 7 {
		case 0:
			if n, size = binary.Uvarint(data); size <= 0 {
				return errMessage
			}
			data = data[size:]
		case 2:
			length, size := binary.Uvarint(data)
			if size <= 0 || length > uint64(len(data)-size) {
				return errMessage
			}
			content, data = data[size:size+int(length)], data[size+int(length):]
		default:
			return fmt.Errorf("a field of wire type %d", tag&7)
		}
		if err := f(int(tag>>3), n, content); err != nil {
			return err
		}
	}
	return nil
}

// numbers adds to a list of numbers, which is packed or not.
func numbers(list *[]uint64, n uint64, packed []byte) error {
	if packed == nil {
		*list = append(*list, n)
		return nil
	}
	for len(packed) > 0 {
		n, size := binary.Uvarint(packed)
		if size <= 0 {
			return errMessage
		}
		*list = append(*list, n)
		packed = packed[size:]
	}
	return nil
}
