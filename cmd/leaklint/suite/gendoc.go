//go:build ignore

// Gendoc writes doc.go of every pass: the page of its leak kind as the package
// comment, so that pkg.go.dev, leaklint help and the analyzer's Doc say the same.
// Run it with go generate in this folder.
package main

import (
	"log"
	"os"
	"path/filepath"

	"github.com/leaktight/leaktight/cmd/leaklint/suite"
	"github.com/leaktight/leaktight/leaktest/leakkind"
)

func main() {
	for _, kind := range leakkind.All() {
		folder := filepath.Join("..", "passes", kind.Name)
		if _, err := os.Stat(folder); os.IsNotExist(err) {
			continue // a kind that only leaktest reports so far
		}
		if err := os.WriteFile(filepath.Join(folder, "doc.go"), suite.PackageDoc(kind), 0o644); err != nil {
			log.Fatal(err)
		}
	}
}
