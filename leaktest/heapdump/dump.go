package heapdump

import (
	"fmt"
	"io"
	"os"

	"github.com/leaktight/leaktight/leaktest/goroutine"
)

// A Dump is a heap dump that was read: where everything is in the file, which is read
// again for what [Dump.Held] wants to know. It must not be used by two goroutines at
// once.
type Dump struct {
	// GoVersion and Arch are those of the program: "go1.26.8", "amd64".
	GoVersion, Arch string

	// Goroutines are all goroutines that had not ended, in the order of the dump.
	Goroutines []Goroutine

	// HeapBytes is the size of all objects, those included that the next garbage
	// collection would have freed.
	HeapBytes int64

	r         io.ReaderAt
	size      int64
	file      *os.File // nil for a dump that somebody else opened
	onStep    func(stage string, done, total int64)
	bigEndian bool
	wordSize  int64
	hasStats  bool

	objects         []object
	steps           []uint64 // the address of each 64th object
	lowest, highest uint64   // addresses of objects are in [lowest, highest)
	segments        []region
	roots           []uint64
	byID            map[uint64]int // index in Goroutines
	names           map[string]goroutine.Frame
}

// An Option changes how a dump is read.
type Option func(*Dump)

// Progress sets a function that is called now and then while a dump is read ("reading",
// in bytes) and while [Dump.Held] runs ("marking", in objects).
func Progress(f func(stage string, done, total int64)) Option {
	return func(d *Dump) { d.onStep = f }
}

// Open reads the dump in a file, which stays open until [Dump.Close]. A dump that was
// cut, or that is damaged, is an error that says at which byte: a [FormatError].
func Open(name string, opts ...Option) (*Dump, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = fmt.Errorf("heapdump: %s is not a regular file, and a dump is read more than once", name)
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	d, err := Read(f, info.Size(), opts...)
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	d.file = f
	return d, nil
}

// Read is [Open] for a dump of size bytes that is open already, and stays the caller's.
func Read(r io.ReaderAt, size int64, opts ...Option) (*Dump, error) {
	d := &Dump{r: r, size: size, byID: make(map[uint64]int), names: make(map[string]goroutine.Frame)}
	for _, set := range opts {
		set(d)
	}
	if err := d.readAll(newScanner(r, size)); err != nil {
		return nil, err
	}
	if err := d.sort(); err != nil {
		return nil, err
	}
	return d, nil
}

// Close closes the file that [Open] opened.
func (d *Dump) Close() error {
	if d.file == nil {
		return nil
	}
	return d.file.Close()
}

// Objects returns the number of objects in the heap.
func (d *Dump) Objects() int { return len(d.objects) }

// root notes something that no goroutine has, and that keeps an object in memory.
func (d *Dump) root(addr uint64) { d.roots = append(d.roots, addr) }

// progress returns a function that passes on each hundredth part of a stage.
func (d *Dump) progress(stage string, total int64) func(done int64) {
	if d.onStep == nil {
		return func(int64) {}
	}
	next := int64(0)
	return func(done int64) {
		if done >= next {
			next = done + max(total/100, 1)
			d.onStep(stage, done, total)
		}
	}
}
