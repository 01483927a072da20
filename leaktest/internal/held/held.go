// Package held finds out what the goroutines hold that a test left behind. The test
// runs once more, in a child process, which writes a heap dump at its end: writing one
// can kill the process, and does where the leak profile has run.
//
// A [Request] is the side of the process that reports; [Asked] and [Answer] are the side
// of the child, which has what was asked for in its environment, and takes it out of
// there, so that no process that the test starts takes itself for one.
package held

import (
	"os"
	"strconv"
	"strings"

	"github.com/leaktight/leaktight/leaktest/goroutine"
)

// The environment of the child.
const (
	folderVariable = "LEAKTEST_HELD_FOLDER" // where its answer goes
	testVariable   = "LEAKTEST_HELD_TEST"   // the name of the test
	wholeVariable  = "LEAKTEST_HELD_WHOLE"  // "1" where VerifyTestMain asks
)

// The files of an answer.
const (
	dumpFile   = "heap.dump"
	placesFile = "places.json" // the numbers of the goroutines by place, see [PlaceOf]
)

// asked is what this process was asked for as a child; it has no folder otherwise.
var asked = struct {
	folder, test string
	whole        bool
}{take(folderVariable), take(testVariable), take(wholeVariable) == "1"}

func take(variable string) string {
	value, ok := os.LookupEnv(variable)
	if ok {
		os.Unsetenv(variable)
	}
	return value
}

// startFolder is where the tests began: they may have changed it since.
var startFolder, _ = os.Getwd()

// InChild reports whether this process runs a test for the sake of a dump. Nothing
// may run the leak profile then.
func InChild() bool { return asked.folder != "" }

// PlaceOf names where a goroutine stands, and where it was started, in words that are
// the same in the child.
func PlaceOf(g *goroutine.Goroutine) string {
	var b strings.Builder
	for i := range g.Stack {
		writePlace(&b, &g.Stack[i])
	}
	if g.CreatedBy != nil {
		writePlace(&b, g.CreatedBy)
	}
	return b.String()
}

func writePlace(b *strings.Builder, f *goroutine.Frame) {
	b.WriteString(f.Function)
	b.WriteByte(' ')
	b.WriteString(f.File)
	b.WriteByte(':')
	b.WriteString(strconv.Itoa(f.Line))
	b.WriteByte('\n')
}
