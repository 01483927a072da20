// Generate writes the archive of what leaklint test lends to a file.
package main

import (
	"log"
	"os"

	"github.com/leaktight/leaktight/cmd/leaklint/tryout/lent/collect"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Fatal("usage: generate FILE")
	}
	text, err := collect.Archive()
	if err == nil {
		err = os.WriteFile(os.Args[1], text, 0o666)
	}
	if err != nil {
		log.Fatal(err)
	}
}
