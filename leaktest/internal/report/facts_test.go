package report

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/leaktight/leaktight/leaktest/goroutine"
)

const listening = `package lib

var events = make(chan int)

func listen() {
	for {
		use(<-events)
	}
}
`

// TestDownloadedCode: nobody is told to change a module that the go command
// downloaded.
func TestDownloadedCode(t *testing.T) {
	cache, own := t.TempDir(), t.TempDir()
	t.Setenv("GOMODCACHE", cache)
	for dir, want := range map[string]string{
		filepath.Join(cache, "example.com", "lib@v1.0.0"): "",
		own: "send on the channel or close it on every path, or receive in a select beside <-ctx.Done()",
	} {
		file := filepath.Join(dir, "lib.go")
		if err := os.MkdirAll(dir, 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(listening), 0o666); err != nil {
			t.Fatal(err)
		}
		dump := fmt.Sprintf("goroutine 7 [chan receive]:\nexample.com/lib.listen()\n\t%s:7 +0x1\ncreated by example.com/lib.Start in goroutine 6\n\t%[1]s:3 +0x1\n", filepath.ToSlash(file))
		g := goroutine.ParseAll([]byte(dump)).Goroutines[0]
		if got := FactsOf(&g, false).Explained(&g, "TestX").Hint; got != want {
			t.Errorf("in %s: hint %q, want %q", dir, got, want)
		}
	}
}
