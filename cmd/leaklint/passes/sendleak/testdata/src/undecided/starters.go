package undecided

// Two goroutines start the one that sends: which of them started it, and so who has
// to receive, is not known. It is a limit that neither is said to leave.

func twoStarters(ready func() bool) {
	ch := make(chan int)
	send := func() {
		go func() { ch <- 1 }()
	}
	go func() {
		send()
		if ready() {
			<-ch
		}
	}()
	go func() {
		send()
	}()
}

func oneStarter(ready func() bool) {
	ch := make(chan int)
	send := func() {
		go func() { ch <- 1 }() // want `may return without receiving from ch`
	}
	go func() {
		send()
		if ready() {
			<-ch
		}
	}()
}
