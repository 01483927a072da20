// Package listen has functions that open a listener and accept connections.
package listen

import (
	"context"
	"errors"
	"net"
	"time"
)

func errorPath(other func() error) error {
	l, err := net.Listen("tcp", ":0")
	if err != nil {
		return err
	}
	go func() { // want `errorPath may return an error without a call of Close, which leaves this goroutine running forever \(stopleak\)`
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			c.Close()
		}
	}()
	return other()
}

func closed(other func() error) error {
	l, err := net.Listen("tcp", ":0")
	if err != nil {
		return err
	}
	defer l.Close()
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			c.Close()
		}
	}()
	return other()
}

func accept(l net.Listener) {
	for {
		c, err := l.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			continue
		}
		go c.Close()
	}
}

func onePath(work func() error) error {
	l, err := net.Listen("tcp", ":0")
	if err != nil {
		return err
	}
	go accept(l) // want `onePath may return an error without a call of Close`
	if err := work(); err != nil {
		return err
	}
	return l.Close()
}

func inLiteral(work func() error) error {
	l, err := net.Listen("tcp", ":0")
	if err != nil {
		return err
	}
	go accept(l)
	defer func() {
		if err := l.Close(); err != nil {
			println(err.Error())
		}
	}()
	return work()
}

func byContext(ctx context.Context, work func() error) error {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", ":0")
	if err != nil {
		return err
	}
	go accept(l)
	context.AfterFunc(ctx, func() { l.Close() })
	return work()
}

func returned() (net.Listener, error) {
	l, err := net.Listen("tcp", ":0")
	if err != nil {
		return nil, err
	}
	go accept(l)
	return l, nil
}

type server struct{ l net.Listener }

func (s *server) start(work func()) error {
	l, err := net.Listen("tcp", ":0")
	if err != nil {
		return err
	}
	s.l = l
	go accept(l)
	work()
	return nil
}

func (s *server) stop() { s.l.Close() }

// tcp names the type of the listener.
func tcp(work func()) error {
	l, err := net.ListenTCP("tcp", nil)
	if err != nil {
		return err
	}
	go func() { // want `tcp may return without a call of Close`
		for {
			c, err := l.AcceptTCP()
			if err != nil {
				break
			}
			c.Close()
		}
	}()
	work()
	return nil
}

func once(work func()) error {
	l, err := net.Listen("tcp", ":0")
	if err != nil {
		return err
	}
	go func() {
		c, err := l.Accept() // any client ends it
		if err == nil {
			c.Close()
		}
	}()
	work()
	return l.Close()
}

// serves may be meant to serve from now on.
func serves() (string, error) {
	l, err := net.Listen("tcp", ":0")
	if err != nil {
		return "", err
	}
	go accept(l)
	return l.Addr().String(), nil
}

// deadline has another way out.
func deadline(work func()) error {
	l, err := net.ListenTCP("tcp", nil)
	if err != nil {
		return err
	}
	stop := make(chan struct{})
	defer close(stop)
	go func() {
		for {
			select {
			case <-stop:
				return
			default:
			}
			l.SetDeadline(time.Now().Add(time.Second))
			if c, err := l.Accept(); err == nil {
				c.Close()
			}
		}
	}()
	work()
	return nil
}
