package driver

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"golang.org/x/tools/go/analysis/unitchecker"
)

// checkFacts ends the tool where the go command hands it damaged facts of an
// imported package, as a disk that lost its power leaves them: the go command
// looks at the size alone. Unitchecker would find them too, but says nothing of
// it in a package that is analyzed for its facts, and never how to be rid of them.
// A run that knows less than it should must not pass for a clean one.
func checkFacts(config string) {
	data, err := os.ReadFile(config)
	var unit unitchecker.Config
	if err != nil || json.Unmarshal(data, &unit) != nil {
		return // it is unitchecker's to say so
	}
	log.SetFlags(0)
	log.SetPrefix(filepath.Base(os.Args[0]) + ": ") // as unitchecker does
	for _, path := range slices.Sorted(maps.Keys(unit.PackageVetx)) {
		if err := checkVetx(unit.PackageVetx[path]); err != nil {
			log.Fatalf("package %s: the facts of %s are damaged: %v\n%s", unit.ImportPath, path, err, clearCache)
		}
	}
	log.SetOutput(factErrors{os.Stderr, unit.ImportPath})
}

// clearCache is how to be rid of damaged facts.
const clearCache = "leaklint: go clean -cache removes what earlier runs left, so that it is made anew"

// checkVetx checks the frame of a file of facts: a mark, the lengths of types and
// of facts, both.
func checkVetx(name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	var frame [12]byte
	if _, err := io.ReadFull(f, frame[:]); err != nil || string(frame[:4]) != "vetx" {
		return fmt.Errorf("%s is no file of facts", name)
	}
	if want := 12 + int64(binary.LittleEndian.Uint32(frame[4:])) + int64(binary.LittleEndian.Uint32(frame[8:])); info.Size() < want {
		return fmt.Errorf("%s has %d bytes, and should have %d", name, info.Size(), want)
	}
	return nil
}

// factErrors writes log messages on, and adds to those about facts whose frame is
// right, but not what it holds, in which package that was and what to do.
type factErrors struct {
	w   io.Writer
	pkg string
}

func (f factErrors) Write(p []byte) (int, error) {
	n, err := f.w.Write(p)
	if bytes.Contains(p, []byte("decoding facts for ")) {
		_, more := fmt.Fprintf(f.w, "leaklint: package %s cannot be analyzed without these facts\n%s\n", f.pkg, clearCache)
		err = errors.Join(err, more)
	}
	return n, err
}
