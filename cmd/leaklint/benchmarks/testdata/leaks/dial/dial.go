// Package dial holds a connection with a goroutine that Close ends.
package dial

type Conn struct {
	out  chan int
	quit chan struct{}
}

func Dial(addr string) (*Conn, error) {
	c := &Conn{out: make(chan int), quit: make(chan struct{})}
	go c.loop()
	return c, nil
}

func (c *Conn) loop() {
	for {
		select {
		case v := <-c.out:
			println(v)
		case <-c.quit:
			return
		}
	}
}
func (c *Conn) Ping() error  { c.out <- 1; return nil }
func (c *Conn) Close() error { close(c.quit); return nil }
