// Leaklint reports go statements whose goroutine has no way to end.
//
//	leaklint [flags] [packages]
//	go vet -vettool=$(which leaklint) [packages]
//
// leaklint -h lists the flags, leaklint help the checks.
package main

import (
	"os"

	"github.com/leaktight/leaktight/cmd/leaklint/driver"
	"github.com/leaktight/leaktight/cmd/leaklint/suite"
)

func main() { os.Exit(driver.Main(suite.Analyzers()...)) }
