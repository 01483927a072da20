// Package driver is the command leaklint around its analyzers: as a tool for
// go vet, and as a front end of its own.
//
// Both run the same analyses in the same way. The front end runs
//
//	go vet -vettool=<itself> -json
//
// and so inherits the go command's cache and its parallel builds; what it adds
// is one list in which each finding stands once, the outputs that go vet does
// not know, suggested fixes that can be looked at first, a baseline, and an exit
// code that tells findings ([ExitFindings]) from failure ([ExitFailure]).
//
// The arrow points one way: driver -> analyzers. It knows them only as
// [analysis.Analyzer] values that main hands over.
//
// [analysis.Analyzer]: https://pkg.go.dev/golang.org/x/tools/go/analysis#Analyzer
package driver
