// Newcheck begins the check for a leak kind that has none yet. Run it from the
// root of the repository with the name of the kind:
//
//	go run ./cmd/leaklint/suite/newcheck pullleak
//
// It writes passes/pullleak and lists the analyzer in suite.go. The test of the
// new check fails until the check finds the leak of the kind's example, which
// is copied into its testdata.
package main

import (
	"fmt"
	"os"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: go run ./cmd/leaklint/suite/newcheck KIND")
		os.Exit(2)
	}
	written, err := begin(".", os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, "newcheck:", err)
		os.Exit(1)
	}
	for _, file := range written {
		fmt.Println(file)
	}
	fmt.Printf("next: go test ./cmd/leaklint/passes/%s fails; make it pass\n", os.Args[1])
}
