// Package directive reads the comments by which a program speaks to leaklint:
//
//	//leaklint:ignore <check>[,<check>...] <reason>
//	//leaklint:daemon <reason>
//	//nolint:leaklint
//	//lint:ignore leaklint <reason>
//
// The first hides the findings of the named checks, the second all findings
// about a goroutine that is meant to live as long as the process. The last two
// are the forms of golangci-lint and staticcheck; //lint:file-ignore is taken
// too.
//
// A directive stands on the statement (at the end of its first line or alone on
// the line above it), in the doc comment of a function, or above the package
// clause; then it covers that statement, the function or the file.
//
// [Analyzer] collects them once per package, [Index.Suppress] answers for a
// position and remembers which directive answered, and [Index.Problems] says
// which directives have no reason or hid nothing.
package directive
