package tryout

import "io"

const usage = "usage: leaklint test [-list] [-write] [-known FILE] [-github] [go test flags] [packages]\n"

// Help prints the command's page. Its error is that of the writer.
func Help(w io.Writer) error {
	_, err := io.WriteString(w, usage+`
Test runs go test, with a check for leaked goroutines in each package that has
tests. The repository is not changed, and need not know leaktest: a TestMain is
put over each package for this run alone. The flags, the output and the exit code
are those of go test; a package that leaves goroutines behind fails. At the end
stands what was left, once for all packages.

  leaklint test ./...
  leaklint test -race -run TestPool ./pool

  -list        say which packages would be wrapped, and why not the others; run nothing
  -known FILE  tolerate the leaks that FILE lists; LEAKTEST_UPDATE=1 writes it anew
  -github      add annotations for GitHub Actions
  -json        as go test -json; a leak is an attribute, leaktest.leak, of its test
  -write       keep it: add the TestMain files and the go.mod line; run nothing

Go 1.26 or newer runs the tests. A TestMain of yours is wrapped as it is: the check
comes when it ends the process, or, where a function that it hands m to may do so,
when its tests are through.
`)
	return err
}
