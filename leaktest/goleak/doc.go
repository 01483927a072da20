// Package goleak is a drop-in for go.uber.org/goleak v1.3.0 with the reports of
// leaktest. Change the import path and you are done:
//
//	import "github.com/leaktight/leaktight/leaktest/goleak"
package goleak
