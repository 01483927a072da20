// Package loops has the name of one that makes goroutines what they are: its loops
// may be those of the scheduler, or of a process that is about to exit.
package loops

func Schedule(ready chan int) {
	for {
		<-ready
	}
}
