// Leaklint reports go statements whose goroutine has no way to end.
//
//	leaklint [flags] [packages]
//	leaklint triage [flags] FILE|URL|- [packages]
//	go vet -vettool=$(which leaklint) [packages]
//
// leaklint -h lists the flags, leaklint help the checks.
package main

import (
	"os"

	"github.com/leaktight/leaktight/cmd/leaklint/driver"
	"github.com/leaktight/leaktight/cmd/leaklint/suite"
	"github.com/leaktight/leaktight/cmd/leaklint/triage"
)

func main() {
	if len(os.Args) > 1 && os.Args[1] == "triage" {
		os.Exit(triage.Main(os.Args[2:]))
	}
	os.Exit(driver.Main(suite.Analyzers()...))
}
