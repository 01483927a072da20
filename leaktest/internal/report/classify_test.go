package report

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/leaktight/leaktight/leaktest/goroutine"
	"github.com/leaktight/leaktight/leaktest/leakkind"
)

// TestKindBetweenWaits: a goroutine that was woken just before the dump stands
// at its select or sleep and is runnable. It has the kind that it has when it
// waits; a loop that never waits is a loop.
func TestKindBetweenWaits(t *testing.T) {
	for _, test := range []struct{ file, function, above, want string }{
		{"times.go", "tickerSelect", "", leakkind.Ticker},
		{"times.go", "tickerLoop", "", leakkind.Ticker},
		{"times.go", "sleepLoop", "time.Sleep(0x1)\n\t/go/src/runtime/time.go:363 +0x1\n", leakkind.Sleep},
		{"times.go", "busyLoop", "", leakkind.Loop},
		{"contexts.go", "contextSelect", "", leakkind.Context},
		{"channels.go", "selectWithoutExit", "", leakkind.Select},
		{"channels.go", "send", "", leakkind.Send},
		{"channels.go", "receive", "", leakkind.Recv},
	} {
		file, err := filepath.Abs(filepath.Join("..", "..", "testdata", "shapes", test.file))
		if err != nil {
			t.Fatal(err)
		}
		dump := fmt.Sprintf("goroutine 7 [runnable]:\n%sshapes.%s.func1()\n\t%s:%d +0x1\ncreated by shapes.%[2]s in goroutine 6\n\t%[3]s:1 +0x1\n",
			test.above, test.function, filepath.ToSlash(file), waitLine(t, file, test.function))
		g := goroutine.ParseAll([]byte(dump)).Goroutines[0]
		if got := FactsOf(&g, false).Kind; got != test.want {
			t.Errorf("a goroutine that is runnable in %s is a %s, want %s", test.function, got, test.want)
		}
	}
}

// waitLine returns the first line of a function that is marked as one where a
// goroutine blocks.
func waitLine(t *testing.T, file, function string) int {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(text), "\nfunc "+function+"(")
	inside, _, marked := strings.Cut(rest, "// wait ")
	if !ok || !marked {
		t.Fatalf("%s has no marked line in %s", function, file)
	}
	return strings.Count(before, "\n") + strings.Count(inside, "\n") + 2
}
