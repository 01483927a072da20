package leaktest

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"github.com/leaktight/leaktight/leaktest/goroutine"
	"github.com/leaktight/leaktight/leaktest/internal/engine"
)

// The files of a report, in the test's artifact directory.
const (
	leaksFile   = "leaks.json"  // the []Leak
	profileFile = "leaks.pb.gz" // for go tool pprof
)

// saveArtifacts writes the leaks as JSON and as a pprof profile where the test
// binary keeps artifacts (go test -artifacts, Go 1.26), and returns the line of
// the report that says where, or what went wrong. A file that cannot be written
// does not change the verdict.
func saveArtifacts(t TestingT, candidates []engine.Candidate) string {
	d, ok := t.(interface{ ArtifactDir() string })
	if !ok || !keepsArtifacts() {
		return ""
	}
	dir := artifactDir(d)
	if dir == "" {
		return "" // t has said why
	}
	err := errors.Join(
		saveJSON(filepath.Join(dir, leaksFile), leaksOf(candidates)),
		saveProfile(filepath.Join(dir, profileFile), candidates),
	)
	if err != nil {
		return fmt.Sprintf("leaktest: the artifacts are not complete: %v", err)
	}
	return fmt.Sprintf("whole stacks: %s and %s in %s", leaksFile, profileFile, dir)
}

// artifactDir asks t in a goroutine of its own: where the directory cannot be
// made t.ArtifactDir calls t.Fatal, which ends the goroutine that it is called in,
// and here that must not be the one that still has a leak to report.
func artifactDir(t interface{ ArtifactDir() string }) (dir string) {
	var asked sync.WaitGroup
	asked.Go(func() { dir = t.ArtifactDir() })
	asked.Wait()
	return dir
}

// keepsArtifacts reports whether the flag -artifacts was given; without it the
// directory is deleted when the test ends.
func keepsArtifacts() bool {
	f := flag.Lookup("test.artifacts")
	return f != nil && f.Value.String() == "true"
}

func saveJSON(file string, leaks []Leak) error {
	text, err := json.MarshalIndent(leaks, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(file, append(text, '\n'), 0o666)
}

func saveProfile(file string, candidates []engine.Candidate) (err error) {
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	goroutines := make([]goroutine.Goroutine, len(candidates))
	for i := range candidates {
		goroutines[i] = candidates[i].Goroutine
	}
	return goroutine.EncodeProfile(f, goroutines)
}
