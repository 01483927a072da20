// Picture draws the pictures of the README, from what the examples print and do,
// and writes them below testdata/readme. Run it from the root of the repository:
//
//	go run ./examples/picture
package main

import (
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	if err := write("."); err != nil {
		fmt.Fprintln(os.Stderr, "picture:", err)
		os.Exit(1)
	}
}

// write draws every picture into the repository with the given root.
func write(root string) error {
	pictures, err := draw(root)
	if err != nil {
		return err
	}
	folder := filepath.Join(root, "testdata", "readme")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	for name, svg := range pictures {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(svg), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// draw returns the pictures by their file names.
func draw(root string) (map[string]string, error) {
	transcript, err := os.ReadFile(filepath.Join(root, "examples", "firstwins", "transcript.txt"))
	if err != nil {
		return nil, err
	}
	leaky, fixed := count()
	return map[string]string{
		"report.svg":    terminal(excerpt(string(transcript))),
		"staircase.svg": staircase(leaky, fixed),
	}, nil
}
