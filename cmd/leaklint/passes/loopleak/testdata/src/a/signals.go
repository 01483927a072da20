package a

import (
	"os"
	"os/signal"
)

// A goroutine that waits for the signals of the process is there as long as it.
func reloads(reload func()) {
	c := make(chan os.Signal, 1)
	signal.Notify(c, os.Interrupt)
	go func() {
		for {
			<-c
			reload()
		}
	}()
}

// One that waits for a signal of its own is not.
func reloadsOnDemand(reload func()) {
	c := make(chan os.Signal, 1)
	go func() { // want `goroutine sends or receives in a loop without a way out`
		for {
			<-c
			reload()
		}
	}()
	c <- os.Interrupt
}

// A function that is not known may end the goroutine, or hold it: that is advice.
func calls(f func()) {
	go func() {
		for {
			f()
		}
	}()
}
