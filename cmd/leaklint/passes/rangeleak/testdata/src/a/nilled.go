package a

// A relay ends when both of its channels are closed, which it notes by nil; then it
// has closed the one that it feeds.
func relay(items, errs chan string) {
	out := make(chan string)
	go func() {
		for item := range out {
			println(item)
		}
	}()
	go func() {
		for {
			if items == nil && errs == nil {
				break
			}
			select {
			case item, ok := <-items:
				if !ok {
					close(out)
					items = nil
					continue
				}
				out <- item
			case err, ok := <-errs:
				if !ok {
					errs = nil
					continue
				}
				println(err)
			}
		}
	}()
}

// This one closes it only when there was an error.
func badRelay(items, errs chan string) {
	out := make(chan string)
	go func() { // want `a function in badRelay may return without closing out, which leaves this goroutine in its range forever`
		for item := range out {
			println(item)
		}
	}()
	go func() {
		for {
			if items == nil {
				break
			}
			select {
			case item, ok := <-items:
				if !ok {
					items = nil
					continue
				}
				out <- item
			case err := <-errs:
				println(err)
				close(out)
				return
			}
		}
	}()
}
