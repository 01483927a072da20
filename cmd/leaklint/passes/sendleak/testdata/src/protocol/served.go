package protocol

// Who asks and leaves before the answer may not ask again, and the buffer has room
// for the one answer.

func served(quit chan struct{}, slow func() bool) int {
	requests := make(chan int)
	replies := make(chan int, 1)
	go func() {
		for {
			select {
			case n := <-requests:
				replies <- n
			case <-quit:
				return
			}
		}
	}()
	requests <- 1
	if slow() {
		return 0
	}
	return <-replies
}
