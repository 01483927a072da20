// Package undecided has receives of which it is not known whether somebody sends.
package undecided

// The rounds may be none where the function leaves: that is advice.

func rounds(items []int, early bool) {
	done := make(chan int)
	go func() {
		for range items {
			<-done
		}
	}()
	if early {
		return
	}
	for i := range items {
		done <- i
	}
}

func round(early bool) {
	done := make(chan int)
	go func() { <-done }() // want `round may return without sending on or closing done`
	if early {
		return
	}
	done <- 1
}
