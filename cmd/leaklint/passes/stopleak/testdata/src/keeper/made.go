package keeper

import (
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"os/exec"
)

// What is made of the write end of a pipe does not close it.

func command(log func(string)) error {
	w := lines(log) // want `command may return an error without closing the pipe, which leaves the goroutine that lines starts running forever`
	c := exec.Command("tool")
	c.Stdout, c.Stderr = w, w
	if err := c.Run(); err != nil {
		return err
	}
	return w.Close()
}

func commandCloses(log func(string)) error {
	w := lines(log)
	defer w.Close()
	c := exec.Command("tool")
	c.Stdout, c.Stderr = w, w
	return c.Run()
}

func compressed(dst io.Writer, src io.Reader) error {
	r, w := io.Pipe()
	copied := make(chan error, 1)
	go func() { // want `compressed may return an error without closing the pipe, which leaves this goroutine reading from it forever`
		_, err := io.Copy(dst, r)
		copied <- err
	}()
	z := gzip.NewWriter(w)
	defer z.Close()
	if _, err := io.Copy(z, src); err != nil {
		return err
	}
	z.Flush()
	w.Close()
	return <-copied
}

func compressedCloses(dst io.Writer, src io.Reader) error {
	r, w := io.Pipe()
	copied := make(chan error, 1)
	go func() {
		_, err := io.Copy(dst, r)
		copied <- err
	}()
	z := gzip.NewWriter(w)
	_, err := io.Copy(z, src)
	z.Close()
	w.CloseWithError(err)
	if err != nil {
		return err
	}
	return <-copied
}

func both(dst io.Writer, src io.Reader, parse func(io.Reader) error) error {
	r, w := io.Pipe()
	parsed := make(chan error, 1)
	go func() { parsed <- parse(r) }() // want `both may return an error without closing the pipe`
	if _, err := io.Copy(io.MultiWriter(dst, w), src); err != nil {
		return err
	}
	w.Close()
	return <-parsed
}

func bothCloses(dst io.Writer, src io.Reader, parse func(io.Reader) error) error {
	r, w := io.Pipe()
	parsed := make(chan error, 1)
	go func() { parsed <- parse(r) }()
	_, err := io.Copy(io.MultiWriter(dst, w), src)
	w.CloseWithError(err)
	if err != nil {
		return err
	}
	return <-parsed
}

type parser interface{ Parse(io.Reader) error }

func tee(src io.Reader, p parser) error {
	r, w := io.Pipe()
	parsed := make(chan error, 1)
	go func() { parsed <- p.Parse(r) }() // want `tee may return an error without closing the pipe`
	if err := json.NewDecoder(io.TeeReader(src, w)).Decode(new(int)); err != nil {
		return fmt.Errorf("decode: %w", err)
	}
	w.Close()
	return <-parsed
}

func teeCloses(src io.Reader, p parser) error {
	r, w := io.Pipe()
	defer w.Close()
	parsed := make(chan error, 1)
	go func() { parsed <- p.Parse(r) }()
	return json.NewDecoder(io.TeeReader(src, w)).Decode(new(int))
}

// handed gives it to a function that is not known, which may close what it is given.
func handed(dst io.Writer, run func(io.Writer) error, p parser) error {
	r, w := io.Pipe()
	go func() { p.Parse(r) }()
	if err := run(io.MultiWriter(dst, w)); err != nil {
		return err
	}
	return w.Close()
}

// stopsReading may have an end of its own: the parser need not read all.
func stopsReading(src io.Reader, p parser) {
	r, w := io.Pipe()
	go func() { p.Parse(r) }()
	io.Copy(w, src)
}
