package goroutine

import (
	"bytes"
	"errors"
	"io"
	"runtime/pprof"
)

// leakProfile is the name under which runtime/pprof has the leak profile.
const leakProfile = "goroutineleak"

// errNoProof is returned where the runtime cannot prove leaks.
var errNoProof = errors.New("no goroutineleak profile in this program: it needs Go 1.27, or Go 1.26 built with GOEXPERIMENT=goroutineleakprofile")

// CanProve reports whether the runtime has the goroutine leak profile: Go 1.27
// does, and Go 1.26 when built with GOEXPERIMENT=goroutineleakprofile.
func CanProve() bool { return pprof.Lookup(leakProfile) != nil }

// Prove runs a garbage collection that looks for goroutines which nothing can
// ever wake, since nobody else holds what they wait for. They are marked
// "(leaked)" in dumps until the next garbage collection begins, so take the
// dump at once, or use [Dumper.DumpProven].
//
// It sees blocking on channels, select, sync.Mutex, sync.RWMutex,
// sync.WaitGroup and sync.Cond that only leaked goroutines hold. It does not
// see waiting for I/O, sleeping, tickers, or what a global variable holds: no
// mark means nothing.
//
// It can crash the process with the fatal error "bad g->status in ready" when a
// goroutine that it marked is woken later after all, through a weak.Pointer.
// So call it as the last act of a process, or where someone asked for it.
//
// The error is one of a program without the profile; see [CanProve].
func Prove() error {
	p := pprof.Lookup(leakProfile)
	if p == nil {
		return errNoProof
	}
	return p.WriteTo(io.Discard, 0)
}

// DumpProven is [Prove] and [Dumper.Dump] in one, with the limits of both. It
// makes the room for the dump before the proof, and tries again when a garbage
// collection came in between and wiped the marks, three times in all. With an
// error there is no dump.
func (d *Dumper) DumpProven() ([]byte, error) {
	if !CanProve() {
		return nil, errNoProof
	}
	d.Dump()
	for try := 1; ; try++ {
		if err := Prove(); err != nil {
			return nil, err
		}
		dump := d.Dump()
		marked := bytes.Contains(dump, []byte(" (leaked)"))
		if marked || try == 3 || pprof.Lookup(leakProfile).Count() == 0 {
			return dump, nil
		}
	}
}
