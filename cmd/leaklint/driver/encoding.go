package driver

import (
	"bytes"
	"encoding/binary"
	"errors"
	"unicode/utf16"
)

// plainText returns a text as UTF-8 without a byte order mark. The > of Windows
// PowerShell writes UTF-16, with such a mark.
func plainText(data []byte) ([]byte, error) {
	var order binary.ByteOrder
	switch {
	case bytes.HasPrefix(data, []byte("\xff\xfe")):
		order = binary.LittleEndian
	case bytes.HasPrefix(data, []byte("\xfe\xff")):
		order = binary.BigEndian
	default:
		return bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")), nil
	}
	if len(data)%2 != 0 {
		return nil, errors.New("is UTF-16 and ends within a character")
	}
	units := make([]uint16, len(data)/2-1)
	for i := range units {
		units[i] = order.Uint16(data[2*i+2:])
	}
	return []byte(string(utf16.Decode(units))), nil
}
