package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var readmeBlock = regexp.MustCompile("(?s)<!-- from (\\S+) -->\n```\n(.*?)```")

// TestReadme: what the README shows of the tools is what they print.
func TestReadme(t *testing.T) {
	readme, err := os.ReadFile(filepath.Join("..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	blocks := readmeBlock.FindAllStringSubmatch(strings.ReplaceAll(string(readme), "\r\n", "\n"), -1)
	if len(blocks) == 0 {
		t.Fatal("README.md shows nothing of a transcript")
	}
	for _, block := range blocks {
		transcript, err := os.ReadFile(filepath.Join("..", filepath.FromSlash(block[1])))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(strings.ReplaceAll(string(transcript), "\r\n", "\n"), block[2]) {
			t.Errorf("README.md shows what is not in %s:\n%s", block[1], block[2])
		}
	}
}
