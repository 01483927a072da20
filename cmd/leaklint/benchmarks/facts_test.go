package main

import (
	"bytes"
	"encoding/binary"
	"encoding/gob"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/types/objectpath"
)

// wordFact and numberFact are facts of known size.
type (
	wordFact   struct{ Word string }
	numberFact struct{ Number int }
)

func (*wordFact) AFact()   {}
func (*numberFact) AFact() {}

// TestFactSizes adds up the facts of three functions, two of which are told of
// in two files.
func TestFactSizes(t *testing.T) {
	registerFacts([]*analysis.Analyzer{{FactTypes: []analysis.Fact{new(wordFact), new(numberFact)}}})
	word := func(pkg string, object objectpath.Path, text string) gobFact {
		return gobFact{pkg, object, &wordFact{text}}
	}
	long := strings.Repeat("x", 100)
	dir := t.TempDir()
	files := []string{
		writeFacts(t, dir, word("p", "F", "x"), gobFact{"p", "F", &numberFact{1}}, word("p", "T.M0", long)),
		writeFacts(t, dir, word("p", "T.M0", long), word("q", "G", "x")),
		writeFacts(t, dir),
	}
	sizes := factSizes{}
	for _, file := range files {
		if is, err := sizes.addFile(file); !is || err != nil {
			t.Fatalf("%s: %v, %v", file, is, err)
		}
	}

	short, err := sizeOf(word("p", "F", "x"))
	if err != nil {
		t.Fatal(err)
	}
	number, err := sizeOf(gobFact{"p", "F", &numberFact{1}})
	if err != nil {
		t.Fatal(err)
	}
	if least, most := len("p")+len("F")+len("*main.wordFact")+len("x"), 40; short < least || short > most {
		t.Errorf("a fact of one letter takes %d bytes, want %d to %d", short, least, most)
	}
	if grown := sizes[function{"p", "T.M0"}]["main.wordFact"] - short; grown < 99 || grown > 110 {
		t.Errorf("100 letters and a longer name take %d bytes more", grown)
	}

	if n := sizes.packages(); n != 2 {
		t.Errorf("%d packages have a fact, want 2", n)
	}
	rows := sizes.rows()
	m := function{"p", "T.M0"}
	large := sizes[m]["main.wordFact"]
	for kind, want := range map[string]factRow{
		"main.wordFact":   {3, 2*short + large, large, m},
		"main.numberFact": {1, number, number, function{"p", "F"}},
		allFacts:          {3, 2*short + large + number, large, m},
	} {
		if got := rows[kind]; got == nil || *got != want {
			t.Errorf("%s: %+v, want %+v", kind, got, want)
		}
	}
	if got, want := rows[allFacts].average(), float64(2*short+large+number)/3; got != want {
		t.Errorf("%g bytes on average, want %g", got, want)
	}
	if got := new(factRow).average(); got != 0 {
		t.Errorf("%g bytes on average of nothing", got)
	}
}

// TestFactFiles tells files of facts from others, and those that are cut.
func TestFactFiles(t *testing.T) {
	registerFacts([]*analysis.Analyzer{{FactTypes: []analysis.Fact{new(wordFact)}}})
	dir := t.TempDir()
	write := func(data string) string {
		file := filepath.Join(dir, "file")
		if err := os.WriteFile(file, []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	for _, other := range []string{"", "vetx", "!<arch>\n of a compiled package"} {
		if is, err := (factSizes{}).addFile(write(other)); is || err != nil {
			t.Errorf("%q: %v, %v", other, is, err)
		}
	}
	whole, err := os.ReadFile(writeFacts(t, dir, gobFact{"p", "F", &wordFact{"x"}}))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := (factSizes{}).addFile(write(string(whole[:len(whole)-1]))); err == nil {
		t.Error("a file that is cut is no error")
	}
}

// writeFacts writes a file of facts as package unitchecker does.
func writeFacts(t *testing.T, dir string, list ...gobFact) string {
	t.Helper()
	const types = "the types"
	var facts bytes.Buffer
	if len(list) > 0 {
		if err := gob.NewEncoder(&facts).Encode(list); err != nil {
			t.Fatal(err)
		}
	}
	data := binary.LittleEndian.AppendUint32([]byte("vetx"), uint32(len(types)))
	data = binary.LittleEndian.AppendUint32(data, uint32(facts.Len()))
	f, err := os.CreateTemp(dir, "*-d")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.Write(append(append(data, types...), facts.Bytes()...)); err != nil {
		t.Fatal(err)
	}
	return f.Name()
}
