package main

import (
	"bytes"
	"encoding/binary"
	"encoding/gob"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/types/objectpath"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/endless"
	"github.com/leaktight/leaktight/cmd/leaklint/suite"
	"github.com/leaktight/leaktight/testdata/longtest"
)

const (
	unitDep = `package dep

func Drain(in chan int) {
	for {
		<-in
	}
}
`
	unitDemo = `package demo

import "example.com/demo/dep"

func Start(in chan int) {
	go dep.Drain(in)
	go local(in)
}

func local(in chan int) {
	for {
		<-in
	}
}
`
)

// TestFacts hands leaklint, as the go command does, facts of an imported package
// that are empty, of another version, another tool's, or cut. The first two count
// as none. What cannot be read is an error: a run that knows less than it should
// must not pass for a clean one.
func TestFacts(t *testing.T) {
	dir := t.TempDir()
	facts := filepath.Join(dir, "dep.vetx")
	code, out := runUnit(t, dir, unitDep, map[string]any{"ImportPath": "example.com/demo/dep", "VetxOnly": true, "VetxOutput": facts})
	if code != 0 {
		t.Fatalf("facts of dep: exit code %d\n%s", code, out)
	}
	whole, err := os.ReadFile(facts)
	if err != nil {
		t.Fatal(err)
	}
	const imported, local = "unit.go:6:2: goroutine runs example.com/demo/dep.Drain (dep.go:5), ", "unit.go:7:2: goroutine sends or receives"
	tests := []struct {
		name string
		data []byte
		want string
		not  string
	}{
		{"whole", whole, imported, "leaklint: "},
		{"empty", withFacts(t, whole, func([]byte) []byte { return nil }), local, imported},
		{"another version", withFacts(t, whole, anotherVersion(t)), local, imported},
		{"foreign", withFacts(t, whole, func([]byte) []byte { return []byte("the facts of no tool") }),
			"leaklint: package example.com/demo cannot be analyzed without these facts\nleaklint: go clean -cache removes", imported},
		{"cut", whole[:len(whole)-9], "leaklint: package example.com/demo: the facts of example.com/demo/dep are damaged: ", imported},
		{"zeros", make([]byte, len(whole)), "leaklint: go clean -cache removes what earlier runs left", imported},
		{"no file", nil, `example.com/demo/dep`, imported},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			vetx := map[string]string{}
			if tt.data != nil {
				vetx["example.com/demo/dep"] = facts
				if err := os.WriteFile(facts, tt.data, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			code, out := runUnit(t, dir, unitDemo, map[string]any{"ImportPath": "example.com/demo", "PackageVetx": vetx})
			if code != 1 || !strings.Contains(out, tt.want) {
				t.Errorf("exit code %d, want 1 and %q in the output:\n%s", code, tt.want, out)
			}
			for _, not := range []string{tt.not, "panic", "goroutine 1 ["} {
				if strings.Contains(out, not) {
					t.Errorf("%q in the output:\n%s", not, out)
				}
			}
		})
	}
}

// TestDamagedCache pins that facts and types that a disk has lost are an error that
// says how to be rid of them, and that this helps. Go vet analyzes the package
// between the two for its facts alone.
func TestDamagedCache(t *testing.T) {
	longtest.Skip(t, "fills three caches of the go command")
	types := func(vetx []byte) []byte { return vetx[12 : 12+binary.LittleEndian.Uint32(vetx[4:])] }
	tests := []struct {
		name   string
		damage func(vetx []byte)
	}{
		{"nothing is left", func(vetx []byte) { clear(vetx) }},
		{"the facts are lost", func(vetx []byte) { clear(vetx[12+len(types(vetx)):]) }},
		{"the types are lost", func(vetx []byte) { clear(types(vetx)[8:]) }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir, cache := t.TempDir(), t.TempDir()
			between := "package between\n\nimport \"example.com/demo/dep\"\n\nfunc Run(in chan int) { dep.Drain(in) }\n"
			write(t, dir, "-- go.mod --\nmodule example.com/demo\n\ngo 1.26\n-- dep/dep.go --\n"+unitDep+"-- between/between.go --\n"+between+
				"-- demo.go --\npackage demo\n\nimport \"example.com/demo/between\"\n\nfunc Start(in chan int) { go between.Run(in) }\n")
			run := func(name string, args ...string) (int, string) {
				cmd := exec.Command(name, args...)
				cmd.Dir = dir
				cmd.Env = append(os.Environ(), "GOCACHE="+cache)
				out, _ := cmd.CombinedOutput()
				return cmd.ProcessState.ExitCode(), string(out)
			}
			_, want := run("leaklint", ".")
			damageFacts(t, cache, tt.damage)
			write(t, dir, "-- between/between.go --\n"+between+"\nvar X int\n")
			for _, pattern := range []string{".", "./between"} {
				if code, out := run("leaklint", pattern); code != 1 || !strings.Contains(out, "go clean -cache") || !strings.Contains(out, "package example.com/demo/between") {
					t.Errorf("leaklint %s: exit code %d, want 1 and how to clear the cache:\n%s", pattern, code, out)
				}
			}
			if code, out := run("go", "clean", "-cache"); code != 0 {
				t.Fatal(out)
			}
			if code, out := run("leaklint", "."); code != 3 || out != want {
				t.Errorf("then: exit code %d, want 3 and\n%s\ngot\n%s", code, want, out)
			}
		})
	}
}

// damageFacts changes the facts in the go command's cache, and their types.
func damageFacts(t *testing.T, cache string, damage func([]byte)) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(cache, "??", "*-d"))
	if err != nil {
		t.Fatal(err)
	}
	damaged := slices.DeleteFunc(files, func(name string) bool {
		data, err := os.ReadFile(name)
		if err != nil || !bytes.HasPrefix(data, []byte("vetx")) {
			return true
		}
		damage(data)
		if err := os.Chmod(name, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return false
	})
	if len(damaged) < 3 {
		t.Fatalf("%d files of facts", len(damaged))
	}
}

// runUnit runs leaklint as the go command does, on one package of one file.
func runUnit(t *testing.T, dir, source string, config map[string]any) (code int, output string) {
	t.Helper()
	name := "unit.go"
	if config["VetxOnly"] != nil {
		name = "dep.go"
	}
	file := filepath.Join(dir, name)
	if err := os.WriteFile(file, []byte(source), 0o600); err != nil {
		t.Fatal(err)
	}
	config["Compiler"], config["GoVersion"], config["Dir"], config["ID"] = "gc", "go1.26", dir, config["ImportPath"]
	config["GoFiles"] = []string{file}
	config["ImportMap"] = map[string]string{"example.com/demo/dep": "example.com/demo/dep"}
	data, err := json.Marshal(config)
	if err != nil {
		t.Fatal(err)
	}
	cfg := filepath.Join(dir, "vet.cfg")
	if err := os.WriteFile(cfg, data, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("leaklint", cfg).CombinedOutput()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exit.ExitCode(), string(out)
	} else if err != nil {
		t.Fatal(err)
	}
	return 0, string(out)
}

// withFacts changes the facts in a file of package unitchecker: four bytes, the
// lengths of the types and of the facts, then both.
func withFacts(t *testing.T, vetx []byte, change func([]byte) []byte) []byte {
	t.Helper()
	if len(vetx) < 12 {
		t.Fatalf("%d bytes of facts", len(vetx))
	}
	types := 12 + binary.LittleEndian.Uint32(vetx[4:])
	facts := change(vetx[types : types+binary.LittleEndian.Uint32(vetx[8:])])
	changed := append(bytes.Clone(vetx[:types]), facts...)
	binary.LittleEndian.PutUint32(changed[8:], uint32(len(facts)))
	return changed
}

// anotherVersion gives the facts of package endless another version.
func anotherVersion(t *testing.T) func([]byte) []byte {
	register(suite.Analyzers())
	return func(data []byte) []byte {
		var facts []struct {
			PkgPath string
			Object  objectpath.Path
			Fact    analysis.Fact
		}
		if err := gob.NewDecoder(bytes.NewReader(data)).Decode(&facts); err != nil {
			t.Fatal(err)
		}
		changed := 0
		for _, f := range facts {
			if f, ok := f.Fact.(*endless.Fact); ok {
				f.Version++
				changed++
			}
		}
		var buf bytes.Buffer
		if err := gob.NewEncoder(&buf).Encode(facts); err != nil || changed == 0 {
			t.Fatalf("%d facts changed: %v", changed, err)
		}
		return buf.Bytes()
	}
}

// register makes the facts of the analyzers known to gob.
func register(analyzers []*analysis.Analyzer) {
	for _, a := range analyzers {
		for _, f := range a.FactTypes {
			gob.Register(f)
		}
		register(a.Requires)
	}
}
