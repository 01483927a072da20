package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	shownCommand = regexp.MustCompile(`(?m)^    (?:\w+=\S+ )?go (?:run|test|generate) [^#\n]*`)
	runPattern   = regexp.MustCompile(`-run '?([\w|]+)'?`)
	testFunction = regexp.MustCompile(`(?m)^func (Test\w+)`)
)

// TestCommands: what README.md and CONTRIBUTING.md tell to run is there: the
// folders, and the tests that a pattern names.
func TestCommands(t *testing.T) {
	for _, file := range []string{"README.md", "CONTRIBUTING.md"} {
		text, err := os.ReadFile(filepath.Join("..", file))
		if err != nil {
			t.Fatal(err)
		}
		commands := shownCommand.FindAllString(strings.ReplaceAll(string(text), "\r\n", "\n"), -1)
		if len(commands) == 0 {
			t.Errorf("%s shows no command", file)
		}
		for _, command := range commands {
			var folder string
			for _, word := range strings.Fields(command) {
				if strings.HasPrefix(word, "./") {
					folder = strings.TrimSuffix(strings.TrimSuffix(word, "..."), "/")
					// A check that the text begins as its example is not there yet.
					if _, err := os.Stat(filepath.Join("..", folder)); err != nil && !strings.HasSuffix(folder, "/pullleak") {
						t.Errorf("%s: %s: %v", file, strings.TrimSpace(command), err)
					}
				}
			}
			if match := runPattern.FindStringSubmatch(command); match != nil && !hasTest(t, folder, match[1]) {
				t.Errorf("%s: %s: %s has no such test", file, strings.TrimSpace(command), folder)
			}
		}
	}
}

// hasTest reports whether a test file of the folder has a test that the pattern
// of -run fits.
func hasTest(t *testing.T, folder, pattern string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", folder, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range testFunction.FindAllStringSubmatch(string(text), -1) {
			if regexp.MustCompile(pattern).MatchString(match[1]) {
				return true
			}
		}
	}
	return false
}
