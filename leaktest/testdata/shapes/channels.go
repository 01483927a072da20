package shapes

import "errors"

var channelShapes = []Shape{
	{Name: "receive", Run: receive},
	{Name: "send", Run: send},
	{Name: "firstResultWins", Run: firstResultWins},
	{Name: "earlyReturn", Run: earlyReturn},
	{Name: "secondSend", Run: secondSend},
	{Name: "rangeNotClosed", Run: rangeNotClosed},
	{Name: "workerPool", Run: workerPool},
	{Name: "generator", Run: generator},
	{Name: "fullSemaphore", Run: fullSemaphore},
	{Name: "selectWithoutExit", Run: selectWithoutExit},
	{Name: "emptySelect", Run: emptySelect},
	{Name: "nilReceive", Run: nilReceive},
	{Name: "nilSend", Run: nilSend},
}

func receive(fixed bool) {
	answers := make(chan int)
	go func() { // go
		<-answers // wait recvleak
	}()
	if fixed {
		answers <- 1
	}
}

func send(fixed bool) {
	room := 0
	if fixed {
		room = 1
	}
	results := make(chan int, room)
	go func() { // go
		results <- 1 // wait sendleak
	}()
}

func firstResultWins(fixed bool) {
	room := 0
	if fixed {
		room = 3
	}
	results := make(chan int, room)
	for i := range 3 {
		go func() { // go
			results <- i // wait sendleak
		}()
	}
	<-results
}

func earlyReturn(fixed bool) {
	fetch := func(check func() error) error {
		done := make(chan error)
		go func() { // go
			done <- nil // wait sendleak
		}()
		if err := check(); err != nil {
			return err
		}
		return <-done
	}
	fetch(func() error {
		if fixed {
			return nil
		}
		return errors.New("not valid")
	})
}

func secondSend(fixed bool) {
	errs := make(chan error)
	go func() { // go
		errs <- errors.New("first")
		if fixed {
			return
		}
		errs <- nil // wait sendleak
	}()
	<-errs
}

func rangeNotClosed(fixed bool) {
	lines := make(chan string)
	go func() { // go
		for range lines { // wait rangeleak
		}
	}()
	lines <- "one"
	if fixed {
		close(lines)
	}
}

func workerPool(fixed bool) {
	jobs := make(chan func(), 8)
	for range 4 {
		go func() { // go
			for job := range jobs { // wait rangeleak
				job()
			}
		}()
	}
	for range 8 {
		jobs <- func() {}
	}
	if fixed {
		close(jobs)
	}
}

func generator(fixed bool) {
	stop := make(chan struct{})
	numbers := func() <-chan int {
		out := make(chan int)
		go func() { // go
			for i := 0; ; i++ {
				select { // wait selectleak
				case out <- i:
				case <-stop:
					return
				}
			}
		}()
		return out
	}
	for n := range numbers() {
		if n == 3 {
			break
		}
	}
	if fixed {
		close(stop)
	}
}

func fullSemaphore(fixed bool) {
	tokens := make(chan struct{}, 1)
	tokens <- struct{}{}
	go func() { // go
		tokens <- struct{}{} // wait sendleak
		<-tokens
	}()
	if fixed {
		<-tokens
	}
}

func selectWithoutExit(fixed bool) {
	reads, writes, quit := make(chan int), make(chan int), make(chan struct{})
	go func() { // go
		for {
			select { // wait selectleak
			case <-reads:
			case <-writes:
			case <-quit:
				return
			}
		}
	}()
	reads <- 1
	if fixed {
		close(quit)
	}
}

func emptySelect(fixed bool) {
	go func() { // go
		if !fixed {
			select {} // wait selectleak
		}
	}()
}

func nilReceive(fixed bool) {
	var ready chan struct{}
	if fixed {
		ready = make(chan struct{})
		close(ready)
	}
	go func() { // go
		<-ready // wait nilchan
	}()
}

func nilSend(fixed bool) {
	var out chan int
	if fixed {
		out = make(chan int, 1)
	}
	go func() { // go
		out <- 1 // wait nilchan
	}()
}
