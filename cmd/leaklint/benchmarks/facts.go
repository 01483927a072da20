package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/gob"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/types/objectpath"

	"github.com/leaktight/leaktight/cmd/leaklint/suite"
)

// factsModule is the module whose facts are measured beside the standard library's.
const factsModule, factsVersion = "k8s.io/client-go", "v0.34.2"

// printFacts measures what leaklint tells other packages of each function: the
// facts that go vet keeps in its cache and hands to every importer.
//
// It decodes the facts with the types of this build, so that a tool given with
// -tool has to come from the same source.
func printFacts(ctx context.Context, b *bench) error {
	registerFacts(suite.Analyzers())
	t := newTable(b.out, "module", "packages", "with facts", "fact", "functions", "bytes on average", "largest", "largest is of")
	if strings.Contains("std", b.only) {
		m, err := stdModule(ctx)
		if err != nil {
			return err
		}
		if err := b.measureFacts(ctx, t, m, []string{"GOFLAGS="}, "std"); err != nil {
			return err
		}
	}
	if strings.Contains(factsModule, b.only) {
		m, err := b.fetch(ctx, factsModule, factsVersion)
		if err != nil {
			return err
		}
		if err := b.measureFacts(ctx, t, m, nil, "./..."); err != nil {
			return err
		}
	}
	t.flush()
	return nil
}

// measureFacts vets the packages and those that they import with an empty build
// cache, and adds what their facts take to the table.
func (b *bench) measureFacts(ctx context.Context, t *table, m module, env []string, pattern string) error {
	cache := filepath.Join(b.work, "gocache", "facts")
	removeAll(cache)
	defer removeAll(cache)
	fmt.Fprintf(b.log, "benchmarks: facts of %s\n", m)
	rep, err := b.vet(ctx, m, append(slices.Clone(env), "GOCACHE="+cache), pattern)
	if err != nil {
		return err
	}
	for _, failure := range rep.failures {
		fmt.Fprintf(b.out, "%s: not analyzed: %s\n", m, failure)
	}
	sizes := factSizes{}
	files := 0
	err = filepath.WalkDir(cache, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "-d") {
			return err
		}
		is, err := sizes.addFile(path)
		files += count(is)
		return err
	})
	if err != nil {
		return err
	}
	sizes.write(t, m.String(), files)
	return nil
}

// A function is known by its package and its path in there.
type function struct {
	pkg    string
	object objectpath.Path
}

func (f function) String() string { return f.pkg + "." + string(f.object) }

// factSizes has the bytes that each fact of a function takes, by the type of the
// fact.
type factSizes map[function]map[string]int

// gobFact is how golang.org/x/tools/internal/facts writes a fact.
type gobFact struct {
	PkgPath string
	Object  objectpath.Path
	Fact    analysis.Fact
}

// addFile adds the facts of a file of the build cache, and reports whether it is
// one of package unitchecker: "vetx", the lengths of the types and of the facts
// in four bytes each, then both. The facts about methods and types of packages
// that are imported are repeated there; they count once.
func (s factSizes) addFile(path string) (bool, error) {
	f, err := os.Open(path)
	if err != nil {
		return false, err
	}
	defer f.Close()
	var header [12]byte
	if _, err := io.ReadFull(f, header[:]); err != nil || string(header[:4]) != "vetx" {
		return false, nil // something else, which may be shorter
	}
	data, err := io.ReadAll(f)
	if err != nil {
		return false, err
	}
	types, length := binary.LittleEndian.Uint32(header[4:]), binary.LittleEndian.Uint32(header[8:])
	if uint64(types)+uint64(length) != uint64(len(data)) {
		return false, fmt.Errorf("%s: %d bytes of types and %d of facts in %d", path, types, length, len(data))
	}
	if length == 0 {
		return true, nil
	}
	var list []gobFact
	if err := gob.NewDecoder(bytes.NewReader(data[types:])).Decode(&list); err != nil {
		return false, fmt.Errorf("%s: %w", path, err)
	}
	return true, s.add(list)
}

// add adds the facts that are not known yet.
func (s factSizes) add(list []gobFact) error {
	for _, f := range list {
		of, kind := function{f.PkgPath, f.Object}, strings.TrimPrefix(fmt.Sprintf("%T", f.Fact), "*")
		if _, known := s[of][kind]; known {
			continue
		}
		n, err := sizeOf(f)
		if err != nil {
			return err
		}
		if s[of] == nil {
			s[of] = map[string]int{}
		}
		s[of][kind] = n
	}
	return nil
}

// sizeOf returns how many bytes a fact adds to a file: what a second one like it
// adds to a first. The description of its type stands once in each file and
// belongs to no function.
func sizeOf(f gobFact) (int, error) {
	var sizes [2]int
	for i := range sizes {
		var buf bytes.Buffer
		if err := gob.NewEncoder(&buf).Encode(slices.Repeat([]gobFact{f}, i+1)); err != nil {
			return 0, fmt.Errorf("%s: %w", function{f.PkgPath, f.Object}, err)
		}
		sizes[i] = buf.Len()
	}
	return sizes[1] - sizes[0], nil
}

// allFacts is the row of the sums over all types of facts.
const allFacts = "all"

// A factRow is one line of the table.
type factRow struct {
	functions, bytes, largest int
	of                        function // that has the largest
}

func (r *factRow) add(of function, n int) {
	r.functions++
	r.bytes += n
	if n > r.largest || n == r.largest && of.String() < r.of.String() {
		r.largest, r.of = n, of
	}
}

// average returns the bytes per function that has such a fact.
func (r *factRow) average() float64 {
	if r.functions == 0 {
		return 0
	}
	return float64(r.bytes) / float64(r.functions)
}

// rows returns a row for each type of fact, and one for the functions as a whole.
func (s factSizes) rows() map[string]*factRow {
	rows := map[string]*factRow{allFacts: new(factRow)}
	for of, kinds := range s {
		sum := 0
		for kind, n := range kinds {
			if rows[kind] == nil {
				rows[kind] = new(factRow)
			}
			rows[kind].add(of, n)
			sum += n
		}
		rows[allFacts].add(of, sum)
	}
	return rows
}

// packages returns how many packages have a fact.
func (s factSizes) packages() int {
	set := map[string]bool{}
	for of := range s {
		set[of.pkg] = true
	}
	return len(set)
}

func (s factSizes) write(t *table, name string, files int) {
	rows := s.rows()
	for _, kind := range slices.Sorted(maps.Keys(rows)) {
		r := rows[kind]
		t.row(name, files, s.packages(), kind, r.functions, fmt.Sprintf("%.0f", r.average()), r.largest, r.of)
	}
	t.line()
}

// registerFacts makes the facts of the analyzers known to gob.
func registerFacts(analyzers []*analysis.Analyzer) {
	for _, a := range analyzers {
		for _, f := range a.FactTypes {
			gob.Register(f)
		}
		registerFacts(a.Requires)
	}
}
