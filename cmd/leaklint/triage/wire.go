package triage

import (
	"encoding/binary"
	"slices"
)

// The kinds of fields in the wire format of protocol buffers that a profile has
// (https://protobuf.dev/programming-guides/encoding).
const (
	wireVarint = 0
	wireLength = 2
)

// varintFields and lengthFields are the fields of a Profile in profile.proto, by
// their numbers. A list of numbers, such as 13 comment, may be packed.
var (
	varintFields = []uint64{7, 8, 9, 10, 12, 13, 14, 15}
	lengthFields = []uint64{1, 2, 3, 4, 5, 6, 11, 13}
)

// isProtobuf reports whether a file begins as a profile in protocol buffers does:
// with whole fields of profile.proto, the last of which may be longer than head.
func isProtobuf(head []byte) bool {
	whole := 0
	for len(head) > 0 {
		tag, n := binary.Uvarint(head)
		number, m := binary.Uvarint(head[max(0, n):])
		if n <= 0 || m < 0 {
			return false
		}
		head = head[n+m:]
		switch field := tag >> 3; {
		case tag&7 == wireVarint && slices.Contains(varintFields, field):
		case tag&7 != wireLength || !slices.Contains(lengthFields, field):
			return false
		case m == 0 || number > uint64(len(head)):
			return whole > 0
		case field == 1 && !isValueType(head[:number]):
			return false
		default:
			head = head[number:]
		}
		whole++
	}
	return whole > 0
}

// isValueType reports whether a message has the two numbers of a ValueType, its
// type and its unit, and nothing else.
func isValueType(message []byte) bool {
	for len(message) > 0 {
		if message[0] != 1<<3|wireVarint && message[0] != 2<<3|wireVarint {
			return false
		}
		_, n := binary.Uvarint(message[1:])
		if n <= 0 {
			return false
		}
		message = message[1+n:]
	}
	return true
}

// countFields counts the fields of a Profile, and those of its samples and
// locations, up to the first that is damaged: what a reader makes an object of.
// Those of two bytes are many.
func countFields(message []byte, nested bool) int {
	count := 0
	for len(message) > 0 {
		tag, n := binary.Uvarint(message)
		number, m := binary.Uvarint(message[max(0, n):])
		if n <= 0 || m <= 0 {
			return count
		}
		count++
		message = message[n+m:]
		if tag&7 != wireLength {
			continue
		}
		if number > uint64(len(message)) {
			return count
		}
		if field := tag >> 3; !nested && (field == 2 || field == 4) { // sample, location
			count += countFields(message[:number], true)
		}
		message = message[number:]
	}
	return count
}
