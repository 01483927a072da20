package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestTable: README.md of the examples says of each which half sees its leak, as the
// transcripts have it. With -update it is written anew.
func TestTable(t *testing.T) {
	var table strings.Builder
	table.WriteString("| example | leak kind | what happens | leaklint | leaktest |\n|---|---|---|---|---|\n")
	for _, s := range allScenarios(t) {
		transcript, err := os.ReadFile(filepath.Join(s.name, "transcript.txt"))
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&table, "| [%s](%s) | %s | %s | %s | %s |\n", s.name, s.name, s.kind.Name, s.kind.Title,
			seen(!strings.Contains(string(transcript), "\n(nothing: ")), seen(strings.Contains(string(transcript), " behind (")))
	}
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	const begin, end = "<!-- table -->\n", "<!-- end of the table -->"
	before, rest, ok1 := strings.Cut(string(text), begin)
	had, after, ok2 := strings.Cut(rest, end)
	switch {
	case !ok1 || !ok2:
		t.Fatalf("README.md has no %q and %q", begin, end)
	case had == table.String():
	case *update:
		if err := os.WriteFile("README.md", []byte(before+begin+table.String()+end+after), 0o644); err != nil {
			t.Fatal(err)
		}
	default:
		t.Errorf("README.md has another table than the transcripts; go test ./examples -run TestTable -update writes it:\n%s", table.String())
	}
}

func seen(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}
