package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// The bounds that each generated input has to keep.
const (
	pathologicalTime   = time.Minute
	pathologicalMemory = 2 << 30
)

// pathologicalInputs are programs far beyond what people write, some of them
// within what generators write. Each makes one dimension very large.
var pathologicalInputs = []struct {
	name   string
	source func() string
}{
	{"function of 50,000 lines, one channel", hugeFunction},
	{"10,000 channels and goroutines in one function", manyChannels},
	{"2,000 goroutines on one channel", manySenders},
	{"1,000 mutually recursive functions", mutualRecursion},
	{"method that calls itself at 1,000 places", selfCalls},
	{"chain of 5,000 calls that hand a channel on", callChain},
	{"480 nested blocks", nestedBlocks},
	{"200 nested goroutines", nestedGoroutines},
	{"10,000 nested parentheses", nestedParentheses},
	{"switch of 5,000 cases that send", hugeSwitch},
	{"select of 5,000 cases", hugeSelect},
	{"struct of 2,000 channels", hugeStruct},
	{"table of 100,000 entries", hugeTable},
}

// printPathological runs the tool over each input alone.
func printPathological(ctx context.Context, b *bench) error {
	dir := filepath.Join(b.work, "pathological")
	removeAll(dir)
	m := module{path: "pathological", dir: filepath.Join(dir, "src")}
	if err := writeInputs(m.dir); err != nil {
		return err
	}
	// A new build cache, so that nothing is answered from an earlier run; the
	// standard library's facts are made first and are not part of the times.
	env := []string{"GOCACHE=" + filepath.Join(dir, "gocache")}
	if _, err := b.vet(ctx, m, env, "./small"); err != nil {
		return err
	}
	t := newTable(b.out, "input", "lines", "wall s", "CPU s", "largest process MiB", "findings", "verdict")
	bad := 0
	for i, input := range pathologicalInputs {
		limited := *b
		limited.limit = pathologicalTime
		rep, err := limited.vet(ctx, m, env, fmt.Sprintf("./input%02d", i))
		verdict := judgeRun(rep, err)
		bad += count(verdict != "ok")
		t.row(input.name, strings.Count(input.source(), "\n"), fmt.Sprintf("%.1f", rep.wall.Seconds()),
			fmt.Sprintf("%.1f", rep.cpu.Seconds()), rep.maxRSS>>20, len(rep.findings), verdict)
	}
	t.flush()
	if bad > 0 {
		return fmt.Errorf("%d inputs are not within %s and %d MiB, or were not analyzed", bad, pathologicalTime, pathologicalMemory>>20)
	}
	return nil
}

// judgeRun says whether a run kept its bounds and analyzed its input.
func judgeRun(rep report, err error) string {
	switch {
	case err != nil:
		return err.Error()
	case len(rep.failures) > 0:
		return rep.failures[0]
	case rep.maxRSS > pathologicalMemory:
		return "too much memory"
	}
	return "ok"
}

// writeInputs writes one package per input, and a small one that imports what
// they import.
func writeInputs(dir string) error {
	files := map[string]string{
		"go.mod":     "module pathological\n\ngo 1.26.0\n",
		"small/a.go": "package small\n\nimport (\n\t_ \"context\"\n\t_ \"sync\"\n)\n",
	}
	for i, input := range pathologicalInputs {
		files[fmt.Sprintf("input%02d/a.go", i)] = input.source()
	}
	for name, text := range files {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			return err
		}
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			return err
		}
	}
	return nil
}
