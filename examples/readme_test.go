package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leaktight/leaktight/testdata/longtest"
)

var (
	readmeBlock = regexp.MustCompile("(?s)<!-- from (\\S+) -->\n```\\w*\n(.*?)```")
	quickStart  = regexp.MustCompile("(?s)<!-- quick start -->\n```go\n(.*?)```")
	pictureLink = regexp.MustCompile(`\]\((testdata/readme/[^)]+)\)`)
)

func readme(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(string(text), "\r\n", "\n")
}

// TestReadme: what the README shows of the tools is what they print, its program
// is the one of the example, and its pictures are there. So it is with the page on CI.
func TestReadme(t *testing.T) {
	blocks := readmeBlock.FindAllStringSubmatch(readme(t), -1)
	if len(blocks) < 3 {
		t.Fatalf("README.md shows %d parts of files, want the program and what both halves say of it", len(blocks))
	}
	ci, err := os.ReadFile(filepath.Join("..", "cmd", "leaklint", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	blocks = append(blocks, readmeBlock.FindAllStringSubmatch(strings.ReplaceAll(string(ci), "\r\n", "\n"), -1)...)
	for _, block := range blocks {
		text, err := os.ReadFile(filepath.Join("..", filepath.FromSlash(block[1])))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(strings.ReplaceAll(string(text), "\r\n", "\n"), block[2]) {
			t.Errorf("README.md shows what is not in %s:\n%s", block[1], block[2])
		}
	}
	for _, link := range pictureLink.FindAllStringSubmatch(readme(t), -1) {
		if _, err := os.Stat(filepath.Join("..", filepath.FromSlash(link[1]))); err != nil {
			t.Error(err)
		}
	}
}

// TestShow: the README's first command prints the transcripts of its scenarios
// and how to see more.
func TestShow(t *testing.T) {
	longtest.Skip(t, "builds leaklint and runs go test")
	var got strings.Builder
	if err := show(t.Context(), &got, nil); err != nil {
		t.Fatal(err)
	}
	var want strings.Builder
	for _, name := range first {
		text, err := os.ReadFile(filepath.Join(name, "transcript.txt"))
		if err != nil {
			t.Fatal(err)
		}
		want.Write(text)
	}
	fmt.Fprintf(&want, "These are 2 of %d scenarios: go run ./examples list\n", len(allScenarios(t)))
	if diff := cmp.Diff(ours(want.String()), ours(got.String())); diff != "" {
		t.Errorf("go run ./examples differs from the transcripts (-want +got):\n%s", diff)
	}
}

// TestReadmeFigures: of the examples leaklint finds as many as the README says,
// go vet none.
func TestReadmeFigures(t *testing.T) {
	all := allScenarios(t)
	found := 0
	var packages []string
	for _, s := range all {
		text, err := os.ReadFile(filepath.Join(s.name, "transcript.txt"))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(text), "\n(nothing: ") {
			found++
		}
		packages = append(packages, "./"+s.name)
	}
	row := fmt.Sprintf("| leaks of the %d in [examples](examples) ⁵ | %d | 0 |", len(all), found)
	if !strings.Contains(readme(t), row) {
		t.Errorf("README.md does not say: %s", row)
	}
	longtest.Skip(t, "runs go vet")
	if out, err := exec.CommandContext(t.Context(), "go", append([]string{"vet", "-tags", "leaky"}, packages...)...).CombinedOutput(); err != nil {
		t.Errorf("go vet finds something, and README.md says that it does not: %v\n%s", err, out)
	}
}

// TestQuickStart: a module with the README's program and the quick start has
// tests that pass, and those of the leaking function fail.
func TestQuickStart(t *testing.T) {
	longtest.Skip(t, "builds a module")
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	sums, err := os.ReadFile(filepath.Join(root, "go.sum"))
	if err != nil {
		t.Fatal(err)
	}
	var tests strings.Builder
	tests.WriteString("package store\n\nimport (\n\t\"testing\"\n\n\t\"github.com/leaktight/leaktight/leaktest\"\n)\n\n")
	for _, block := range quickStart.FindAllStringSubmatch(readme(t), -1) {
		tests.WriteString(block[1] + "\n")
	}
	program, err := os.ReadFile(filepath.Join("firstwins", "leaky.go"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("go.mod", "module example.com/store\n\ngo 1.26.0\n\nrequire (\n\tgithub.com/google/go-cmp v0.7.0\n\tgithub.com/leaktight/leaktight v0.0.0\n)\n\n"+
		fmt.Sprintf("replace github.com/leaktight/leaktight => %q\n", filepath.ToSlash(root)))
	write("go.sum", string(sums))
	write("store.go", strings.Replace(string(program), "package firstwins", "package store", 1))
	write("store_test.go", tests.String())
	if out, err := goTest(t, dir); err != nil {
		t.Fatalf("the quick start fails: %v\n%s", err, out)
	}

	write("store_test.go", strings.Replace(tests.String(), "\t// ...\n", "\tyes := func() string { return \"yes\" }\n\tLeakyQuery([]func() string{yes, yes, yes})\n", 1))
	out, err := goTest(t, dir)
	if err == nil || !strings.Contains(out, "leaktest: TestStore left 2 goroutines behind") {
		t.Errorf("go test with the leaking function: %v, want a report\n%s", err, out)
	}
}

func goTest(t *testing.T, dir string) (string, error) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "test", "-count=1", ".")
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	return string(out), err
}
