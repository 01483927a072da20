package goroutine

import "encoding/binary"

// A protobuf is a message in the wire format of protocol buffers, of which
// profiles need two kinds of fields: numbers, and what has a length in front
// (https://protobuf.dev/programming-guides/encoding).
type protobuf []byte

const (
	wireVarint = 0
	wireLength = 2
)

func (b *protobuf) tag(field, wire uint64) {
	*b = binary.AppendUvarint(*b, field<<3|wire)
}

// uint adds a number. Zero is the default and takes no room.
func (b *protobuf) uint(field, n uint64) {
	if n == 0 {
		return
	}
	b.tag(field, wireVarint)
	*b = binary.AppendUvarint(*b, n)
}

// bytes adds a string, also an empty one, as in a table its place counts.
func (b *protobuf) bytes(field uint64, s []byte) {
	b.tag(field, wireLength)
	*b = binary.AppendUvarint(*b, uint64(len(s)))
	*b = append(*b, s...)
}

// packed adds a list of numbers.
func (b *protobuf) packed(field uint64, ns []uint64) {
	var list []byte
	for _, n := range ns {
		list = binary.AppendUvarint(list, n)
	}
	b.bytes(field, list)
}

// message adds the message that fill writes.
func (b *protobuf) message(field uint64, fill func(*protobuf)) {
	var m protobuf
	fill(&m)
	b.bytes(field, m)
}
