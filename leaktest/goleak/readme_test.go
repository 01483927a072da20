package goleak_test

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/leaktight/leaktight/testdata/longtest"
)

// afterBlock is a block of the README that shows how something is written now: a
// program, or a part of the file that is named, which a test runs.
var afterBlock = regexp.MustCompile("(?s)<!-- after: (\\w+)(?: of (\\S+))? -->\n```go\n(.*?)```\n")

// TestReadmeCompiles vets each block that shows how something is written now, in
// a package of its own. Blocks that do without an import get those of leaktest.
func TestReadmeCompiles(t *testing.T) {
	longtest.Skip(t, "builds packages")
	text := readFile(t, "README.md")
	blocks := afterBlock.FindAllStringSubmatch(text, -1)
	if n := strings.Count(text, "\nAfter"); n == 0 || len(blocks) < n {
		t.Fatalf("%d blocks are marked, want one for each of the %d that are said to come after", len(blocks), n)
	}
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "go.mod"), moduleFile(t, "readme.example"))
	for i, block := range blocks {
		if file := block[2]; file != "" {
			if !strings.Contains(readFile(t, "../../"+file), strings.TrimSpace(block[3])) {
				t.Errorf("%s lacks what the README recommends:\n%s", file, block[3])
			}
			continue
		}
		writeFile(t, filepath.Join(dir, fmt.Sprint("block", i), "block_test.go"), program(block[3]))
	}
	mustGo(t, dir, "mod", "tidy")
	if out, err := goCommand(dir, "", "vet", "./..."); err != nil {
		t.Error(out)
	}
}

// program makes a test file of a block.
func program(block string) string {
	paths := map[string]string{
		"testing.":  "testing",
		"time.":     "time",
		"http.":     "net/http",
		"httptest.": "net/http/httptest",
	}
	if !strings.Contains(block, "import") {
		paths["leaktest."] = "github.com/leaktight/leaktight/leaktest"
	}
	imports := ""
	for use, path := range paths {
		if regexp.MustCompile(`\b` + regexp.QuoteMeta(use)).MatchString(block) {
			imports += fmt.Sprintf("import %q\n", path)
		}
	}
	return "package block\n\n" + imports + block
}
