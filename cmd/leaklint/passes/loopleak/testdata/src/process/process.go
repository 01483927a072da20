// Package process starts goroutines that live as long as the process, beside some
// that do not.
package process

import "spf13/cobra"

var jobs = make(chan int)

func work() {
	for {
		println(<-jobs)
	}
}

func init() {
	go work()
}

func initialize(n int) {
	go work() // want `goroutine sends or receives in a loop`
	jobs <- n
}

func command(cmd *cobra.Command, args []string) {
	go work()
	jobs <- len(args)
}

func commands(cmds []cobra.Command, args []string) {
	go work() // want `goroutine sends or receives in a loop`
	jobs <- len(args)
}

type serve struct{}

// Run returns the exit code of a command.
func (serve) Run(args []string) int {
	go work()
	jobs <- len(args)
	return 0
}

type task struct{}

// Run returns an error, so it may be run again.
func (task) Run(args []string) error {
	go work() // want `goroutine sends or receives in a loop`
	jobs <- len(args)
	return nil
}
