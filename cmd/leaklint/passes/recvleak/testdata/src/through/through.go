// Package through has receives that a goroutine comes to by way of another package,
// which calls a method of what it is given.
package through

import (
	"bufio"
	"io"
)

// The buffer is never filled: nothing here sends on its channel.
type buffer struct{ filled chan []byte }

func (b *buffer) get() <-chan []byte { return b.filled }

type reader struct{ from *buffer }

func (r *reader) Read(p []byte) (int, error) {
	return copy(p, <-r.from.get()), nil
}

type stream struct{ body io.Reader }

func newStream() *stream {
	return &stream{body: &reader{&buffer{filled: make(chan []byte)}}}
}

func (s *stream) readAll(p []byte) (int, error) { return io.ReadFull(s.body, p) }

func serve(p []byte) {
	s := newStream()
	go s.readAll(p)
}

// So it is where the package calls the method itself.
func direct(p []byte) {
	s := newStream()
	go func() { // want `nobody sends on or closes filled`
		s.body.Read(p)
	}()
}

// Near misses.

// Somebody fills this one.
type filledReader struct{ in chan []byte }

func (r *filledReader) Read(p []byte) (int, error) { return copy(p, <-r.in), nil }

func (r *filledReader) Fill(p []byte) { r.in <- p }

type filledStream struct{ body io.Reader }

func newFilled() (*filledStream, *filledReader) {
	r := &filledReader{make(chan []byte)}
	return &filledStream{r}, r
}

func serveFilled(p []byte) *filledReader {
	s, r := newFilled()
	go io.ReadFull(s.body, p)
	return r
}

// One of two readers: which of them it is, is not known.
type emptyReader struct{ never chan []byte }

func (r *emptyReader) Read(p []byte) (int, error) { return copy(p, <-r.never), nil }

type either struct{ body io.Reader }

func newEither(other bool) *either {
	if other {
		return &either{bufio.NewReader(nil)}
	}
	return &either{&emptyReader{make(chan []byte)}}
}

func serveEither(other bool, p []byte) {
	e := newEither(other)
	go io.ReadFull(e.body, p)
}

// Other packages may set the field.
type openReader struct{ never chan []byte }

func (r *openReader) Read(p []byte) (int, error) { return copy(p, <-r.never), nil }

type Open struct{ Body io.Reader }

func NewOpen() *Open { return &Open{&openReader{make(chan []byte)}} }

func (o *Open) Serve(p []byte) { go io.ReadFull(o.Body, p) }
