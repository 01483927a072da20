package odd

import "time"

// Goto, labels, unreachable code, bodies in assembly.

func missing(n int) int

func stubs(f func(int) int) {
	go missing(1)
	go f(missing(2))
	defer missing(3)
	time.AfterFunc(time.Second, func() { missing(4) })
}

func gotos(n int) {
	go func() { // want loopleak
	again:
		n++
		goto again
	}()
	go func() {
	again:
		n++
		if n < 10 {
			goto again
		}
	}()
	go func() { // entered in the middle
		if n > 1 {
			goto middle
		}
	top:
		n++
	middle:
		n--
		if n != 0 {
			goto top
		}
	}()
}

func labels(in chan int, quit chan struct{}) {
	go func() {
	loop:
		for {
			select {
			case v := <-in:
				if v == 0 {
					continue loop
				}
			case <-quit:
				break loop
			}
		}
	}()
	go func() { // want selectleak
		for {
			select {
			case <-in:
			case <-quit:
				break // leaves the select only
			}
		}
	}()
}

func unreachable(in chan int) int {
	go func() {
		return
		for {
			<-in
		}
	}()
	for {
		select {
		case v := <-in:
			return v
		}
	}
	panic("never")
}

func emptySelect() {
	go func() { // want selectleak
		defer println("never")
		select {}
	}()
	go func() {
		select {
		default:
		}
	}()
}

func nilChannels() {
	var ch chan int
	go func() { <-ch }() // want nilchan
	go func() {
		var off <-chan int
		select {
		case <-off:
		case <-time.After(time.Second):
		}
	}()
}

// Values that nothing here can follow.

type holder struct {
	m  map[string]chan int
	s  []chan int
	i  interface{ Recv() <-chan int }
	f  func() chan int
	a  any
	pp **chan int
}

func (h *holder) unknown() {
	go func() { h.m["x"] <- 1 }()
	go func() { <-h.s[0] }()
	go func() { <-h.i.Recv() }()
	go func() { h.f() <- 1 }()
	go func() { <-h.a.(chan int) }()
	go func() { **h.pp <- 1 }()
	go h.f()
	go h.i.Recv()
	go func(x any) {}(h.a)
	go println("builtin")
	go close(h.s[0])
	go (*holder).unknown(h)
	go holder.value(*h)
	go func() { recover() }()
}

func (h holder) value() {}

// Shadowed names.
func shadowed(close func(chan int)) {
	ch := make(chan int)
	go func() { <-ch }()
	close(ch)
}

func deferred() (err error) {
	ch := make(chan int)
	defer close(ch)
	go func() {
		for range ch {
		}
	}()
	return nil
}
