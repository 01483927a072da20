package a

// Who is asked in turns says that one is done, and not that all are.
func turns(words []string) (n int) {
	question := make(chan string)
	answer := make(chan int)
	go func() {
		for word := range question {
			answer <- len(word)
		}
	}()
	for _, word := range words {
		question <- word
		n += <-answer
	}
	close(question)
	return n
}

// What comes after the last one, or when the goroutine ends, comes after the close.
func turnsEnd(words []string) {
	question := make(chan string)
	answer := make(chan int)
	go func() { // want `turnsEnd waits for this goroutine before it closes question`
		for range question {
		}
		answer <- 1
	}()
	for _, word := range words {
		question <- word
	}
	<-answer
	close(question)
}

func turnsDeferred(words []string) {
	question := make(chan string)
	answer := make(chan int)
	go func() { // want `turnsDeferred waits for this goroutine before it closes question`
		defer close(answer)
		for range question {
		}
	}()
	for _, word := range words {
		question <- word
	}
	<-answer
	close(question)
}
