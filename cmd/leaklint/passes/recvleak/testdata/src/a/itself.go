package a

// A goroutine that calls the method which waits for it waits forever: what it waits for
// comes when it returns.

type closesItself struct {
	in   chan int
	done chan struct{}
}

func newClosesItself() *closesItself {
	c := &closesItself{in: make(chan int), done: make(chan struct{})}
	go c.loop() // want `nothing sends on or closes done before this goroutine has received from it`
	return c
}

func (c *closesItself) loop() {
	defer close(c.done)
	for n := range c.in {
		if n < 0 {
			c.Close()
			return
		}
	}
}

func (c *closesItself) Close() {
	close(c.in)
	<-c.done
}

// Told to close, another goroutine may wait for it.
type asksToClose struct {
	in   chan int
	done chan struct{}
}

func newAsksToClose() *asksToClose {
	c := &asksToClose{in: make(chan int), done: make(chan struct{})}
	go c.loop()
	return c
}

func (c *asksToClose) loop() {
	defer close(c.done)
	for n := range c.in {
		if n < 0 {
			go c.Close()
			return
		}
	}
}

func (c *asksToClose) Close() {
	close(c.in)
	<-c.done
}

// Which of two objects it closes matters.
type closesAnother struct {
	in   chan int
	done chan struct{}
	next *closesAnother
}

func newClosesAnother(next *closesAnother) *closesAnother {
	c := &closesAnother{make(chan int), make(chan struct{}), next}
	go c.loop()
	return c
}

func (c *closesAnother) loop() {
	defer close(c.done)
	for range c.in {
	}
	if c.next != nil {
		c.next.Close()
	}
}

func (c *closesAnother) Close() {
	close(c.in)
	<-c.done
}
