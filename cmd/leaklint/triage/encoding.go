package triage

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

// inUTF8 returns a text in UTF-8, without the mark of its encoding. Without a mark
// it is that already. PowerShell's > writes UTF-16.
func inUTF8(in *bufio.Reader) io.Reader {
	mark, _ := in.Peek(3)
	switch {
	case bytes.HasPrefix(mark, []byte("\xef\xbb\xbf")):
		in.Discard(3)
	case bytes.HasPrefix(mark, []byte("\xff\xfe")):
		in.Discard(2)
		return &utf16Reader{r: in, order: binary.LittleEndian}
	case bytes.HasPrefix(mark, []byte("\xfe\xff")):
		in.Discard(2)
		return &utf16Reader{r: in, order: binary.BigEndian}
	}
	return in
}

// A utf16Reader reads UTF-16 as UTF-8. What is no character becomes U+FFFD.
type utf16Reader struct {
	r     *bufio.Reader
	order binary.ByteOrder
	ready []byte // decoded and not yet read
	err   error  // of r
}

func (u *utf16Reader) Read(p []byte) (int, error) {
	for len(u.ready) < len(p) && u.err == nil {
		u.decode()
	}
	n := copy(p, u.ready)
	u.ready = append(u.ready[:0], u.ready[n:]...)
	if n == 0 {
		return 0, u.err
	}
	return n, nil
}

// decode reads a character.
func (u *utf16Reader) decode() {
	var unit [2]byte
	if _, u.err = io.ReadFull(u.r, unit[:]); u.err != nil {
		if u.err == io.ErrUnexpectedEOF {
			u.err = errors.New("it is cut off in the middle of a character of UTF-16")
		}
		return
	}
	r := rune(u.order.Uint16(unit[:]))
	if utf16.IsSurrogate(r) {
		second, _ := u.r.Peek(2)
		if len(second) == 2 {
			r = utf16.DecodeRune(r, rune(u.order.Uint16(second)))
		}
		if r > 0xffff {
			u.r.Discard(2)
		}
	}
	u.ready = utf8.AppendRune(u.ready, r)
}
