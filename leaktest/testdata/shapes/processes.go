package shapes

import (
	"bytes"
	"io"
	"os"
	"os/exec"
)

const start = "os/exec.(*Cmd).Start"

var execShapes = []Shape{
	{Name: "commandNotWaitedFor", Run: commandNotWaitedFor, By: map[string]string{start: "execleak"}},
	{Name: "commandThatDoesNotEnd", Run: commandThatDoesNotEnd},
}

// Echo is the argument with which the program copies its input to its output,
// until that is closed: at the latest when the process that started it ends.
const Echo = "-echo"

func commandNotWaitedFor(fixed bool) {
	r, w := io.Pipe()
	cmd := exec.Command(must(os.Executable()), Echo)
	cmd.Stdin = r
	cmd.Stdout = new(bytes.Buffer)
	if err := cmd.Start(); err != nil {
		panic(err)
	}
	hold(cmd, w)
	if fixed {
		w.Close()
		cmd.Wait()
	}
}

func commandThatDoesNotEnd(fixed bool) {
	cmd := exec.Command(must(os.Executable()), Echo)
	in := must(cmd.StdinPipe())
	if err := cmd.Start(); err != nil {
		panic(err)
	}
	hold(in)
	ended := make(chan struct{})
	go func() { // go
		defer close(ended)
		cmd.Wait() // wait execleak
	}()
	if fixed {
		in.Close()
		<-ended
	}
}
