// Package round has loops whose rounds make objects with goroutines.
package round

import (
	"errors"
	"time"

	"round/client"
)

var errBusy = errors.New("busy")

func skipped(addrs []string) {
	for _, a := range addrs {
		c := client.New(a) // want `skipped may begin the next round of a loop without a call of Close, which leaves the goroutine that round/client.New starts running forever \(stopleak\)`
		if err := c.Ping(); err != nil {
			continue
		}
		c.Close()
	}
}

func closedFirst(addrs []string) {
	for _, a := range addrs {
		c := client.New(a)
		err := c.Ping()
		c.Close()
		if err != nil {
			continue
		}
		println(a)
	}
}

func never(addrs []string) {
	for i := 0; i < len(addrs); i++ {
		client.New(addrs[i]).Ping() // want `never may begin the next round of a loop without a call of Close`
	}
}

// inLiteral closes each at the end of its round.
func inLiteral(addrs []string) {
	for _, a := range addrs {
		func() {
			c := client.New(a)
			defer c.Close()
			c.Ping()
		}()
	}
}

// atEnd closes all of them when it returns.
func atEnd(addrs []string) {
	for _, a := range addrs {
		c := client.New(a)
		defer c.Close()
		c.Ping()
	}
}

func kept(addrs []string) {
	var all []*client.Client
	for _, a := range addrs {
		all = append(all, client.New(a))
	}
	for _, c := range all {
		c.Close()
	}
}

func collected(addrs []string) map[string]*client.Client {
	all := map[string]*client.Client{}
	for _, a := range addrs {
		all[a] = client.New(a)
	}
	return all
}

func reconnect(addr string, jobs []int) {
	c := client.New(addr)
	for range jobs {
		if c.Ping() != nil {
			c = client.New(addr) // want `reconnect may begin the next round of a loop without a call of Close`
		}
	}
	c.Close()
}

func reconnectClosed(addr string, jobs []int) {
	c := client.New(addr)
	for range jobs {
		if c.Ping() != nil {
			c.Close()
			c = client.New(addr)
		}
	}
	c.Close()
}

func reconnectSwapped(addr string, jobs []int) {
	c := client.New(addr)
	for range jobs {
		if c.Ping() == nil {
			continue
		}
		old := c
		c = client.New(addr)
		old.Close()
	}
	c.Close()
}

// found leaves the loop with the object that works.
func found(addr string) *client.Client {
	var c *client.Client
	for ok := false; !ok; {
		c = client.New(addr)
		if c.Ping() == nil {
			ok = true
		} else {
			c.Close()
		}
	}
	return c
}

func retried(addr string) *client.Client {
	for range 3 {
		c := client.New(addr) // want `retried may return without a call of Close`
		if c.Ping() == nil {
			return c
		}
		time.Sleep(time.Second)
	}
	return nil
}

func dialed(addr string) (*client.Client, error) {
	for range 3 {
		c, err := client.Dial(addr)
		if err != nil {
			time.Sleep(time.Second)
			continue
		}
		return c, nil
	}
	return nil, errBusy
}

func dialedTwice(addr string) (err error) {
	for {
		c, err := client.Dial(addr) // want `dialedTwice may begin the next round of a loop without a call of Close`
		if err != nil {
			return err
		}
		if err = c.Ping(); errors.Is(err, errBusy) {
			continue
		}
		c.Close()
		return err
	}
}

// init makes as many as there are, once.
func init() {
	for _, a := range [2]string{"a", "b"} {
		client.New(a).Ping()
	}
}

// handed has each object looked after by a goroutine of its own.
func handed(addrs []string) {
	for _, a := range addrs {
		c := client.New(a)
		go func() {
			defer c.Close()
			c.Ping()
		}()
	}
}

type server struct{ done chan struct{} }

func (s *server) Start() {
	go func() {
		<-s.done
	}()
}

func (s *server) Stop() { close(s.done) }

func started(names []string) error {
	for _, name := range names {
		s := &server{done: make(chan struct{})}
		s.Start() // want `started may begin the next round of a loop without a call of Stop`
		if name == "" {
			continue
		}
		s.Stop()
	}
	return nil
}

// restarted starts and stops the same object in each round.
func restarted(names []string) {
	s := &server{done: make(chan struct{})}
	for range names {
		s.Start()
		println(len(names))
	}
	s.Stop()
}

// pages has what a page made when the next one begins.
func pages(all [][]string) {
	for _, page := range all {
		c := client.New("pages") // want `pages may begin the next round of a loop without a call of Close`
		for _, a := range page {
			println(a)
		}
		if len(page) > 3 {
			c.Close()
		}
	}
}

// lastOfPage leaves the inner loop with a client, and the outer one goes on.
func lastOfPage(all [][]string) {
	for _, page := range all {
		for _, a := range page {
			c := client.New(a) // want `lastOfPage may begin the next round of a loop without a call of Close`
			if c.Ping() != nil {
				break
			}
			c.Close()
		}
	}
}

// inTurn closes in one round what the round before has made.
func inTurn(addrs []string) {
	var last *client.Client
	for _, a := range addrs {
		if last == nil {
			last = client.New(a)
			continue
		}
		last.Close()
		last = nil
	}
	if last != nil {
		last.Close()
	}
}

// oneForAll makes its client in the first round.
func oneForAll(addrs []string) {
	var c *client.Client
	for range addrs {
		if c == nil {
			c = client.New("all")
		}
		c.Ping()
	}
	if c != nil {
		c.Close()
	}
}

// captured is closed by the function literal that has it.
func captured(addrs []string) {
	var c *client.Client
	defer func() {
		if c != nil {
			c.Close()
		}
	}()
	for _, a := range addrs {
		if c != nil {
			c.Close()
		}
		c = client.New(a)
		c.Ping()
	}
}

// flagged closes where the flag says that there is something.
func flagged(addrs []string) {
	for _, a := range addrs {
		open := false
		var c *client.Client
		if a != "" {
			c, open = client.New(a), true
		}
		println(len(a))
		if open {
			c.Close()
		}
	}
}
