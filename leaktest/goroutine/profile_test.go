package goroutine_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/leaktight/leaktight/leaktest/goroutine"
)

// profileDump has three goroutines with one stack, one of them with a label,
// and one with another stack.
const profileDump = "goroutine 1 [select]:\nmain.f(0x1)\n\t/src/a.go:3 +0x1d\nmain.g(0x9)\n\t/src/a.go:9 +0x2\n\n" +
	"goroutine 2 [select, 2 minutes]:\nmain.f(0x2)\n\t/src/a.go:3 +0x1d\nmain.g(0x8)\n\t/src/a.go:9 +0x2\n\n" +
	"goroutine 3 [select] {job: \"nightly build\"}:\nmain.f(0x3)\n\t/src/a.go:3 +0x1d\nmain.g(0x7)\n\t/src/a.go:9 +0x2\n\n" +
	"goroutine 4 [select]:\ngopkg.in/yaml%2ev3.(*Decoder).Decode(0x3)\n\t/src/b.go:300 +0x1d\n...23 frames elided...\nmain.g(0x7)\n\t/src/a.go:9 +0x2\n"

// pprofOutput runs go tool pprof on the goroutines' profile.
func pprofOutput(t *testing.T, gs []goroutine.Goroutine, flags ...string) string {
	t.Helper()
	goTool, err := exec.LookPath("go")
	if err != nil {
		t.Skip("no go command: ", err)
	}
	file := filepath.Join(t.TempDir(), "leaked.pb.gz")
	var b bytes.Buffer
	if err := goroutine.EncodeProfile(&b, gs); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, b.Bytes(), 0o666); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), goTool, append(append([]string{"tool", "pprof"}, flags...), file)...)
	cmd.Env = append(os.Environ(), "PPROF_TMPDIR="+t.TempDir())
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go tool pprof: %v\n%s", err, stderr.String())
	}
	if strings.Contains(stderr.String(), "could not") || strings.Contains(stderr.String(), "rror") {
		t.Errorf("go tool pprof complains: %s", stderr.String())
	}
	return string(out)
}

func TestEncodeProfileTop(t *testing.T) {
	out := pprofOutput(t, goroutine.Parse([]byte(profileDump)), "-top")
	for _, want := range []string{
		"Type: goroutine\n",
		"Showing nodes accounting for 4, 100% of 4 total\n",
		"         3 75.00% 75.00%          3 75.00%  main.f\n",
		"         1 25.00%   100%          1 25.00%  gopkg.in/yaml.v3.(*Decoder).Decode\n",
		"         0     0%   100%          4   100%  main.g\n",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("go tool pprof -top lacks %q:\n%s", want, out)
		}
	}
}

func TestEncodeProfileRaw(t *testing.T) {
	out := pprofOutput(t, goroutine.Parse([]byte(profileDump)), "-raw")
	for _, want := range []string{
		"goroutine/count\n          2: 1 2 \n          1: 1 2 \n                job:[nightly build]\n          1: 3 2 \n                elided_frames:[23]\n",
		"main.f /src/a.go:3:0 s=0\n",
		"gopkg.in/yaml.v3.(*Decoder).Decode /src/b.go:300:0 s=0(gopkg.in/yaml%2ev3.(*Decoder).Decode)\n",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("go tool pprof -raw lacks %q:\n%s", want, out)
		}
	}
}

func TestEncodeProfileOfCaptures(t *testing.T) {
	for _, release := range releases {
		gs := goroutine.Parse(readCapture(t, release))
		out := pprofOutput(t, gs, "-top")
		if !strings.Contains(out, "main.leakSend[...]") || !strings.Contains(out, fmt.Sprintf(" of %d total", len(gs))) {
			t.Errorf("%s: %d goroutines, but pprof says:\n%s", release, len(gs), out)
		}
	}
}

func TestEncodeProfileOfNothing(t *testing.T) {
	if out := pprofOutput(t, nil, "-raw"); !strings.Contains(out, "goroutine/count\n") {
		t.Errorf("an empty profile lacks its sample type:\n%s", out)
	}
}

func TestEncodeProfileReportsWriteErrors(t *testing.T) {
	want := errors.New("disk full")
	if err := goroutine.EncodeProfile(failingWriter{want}, goroutine.Parse([]byte(profileDump))); !errors.Is(err, want) {
		t.Errorf("EncodeProfile = %v, want %v", err, want)
	}
}

type failingWriter struct{ err error }

func (w failingWriter) Write([]byte) (int, error) { return 0, w.err }
