package recv

import "errors"

// The go statement stands in a helper, and the close in its caller: too late in
// one, deferred at the top in the other.

var errBusy = errors.New("busy")

func listenUntil(stop <-chan struct{}) {
	go func() { <-stop }() // want recvleak
}

func ListenLate(busy bool) error {
	stop := make(chan struct{})
	listenUntil(stop)
	if busy {
		return errBusy
	}
	close(stop)
	return nil
}

func listenUntilClosed(stop <-chan struct{}) {
	go func() { <-stop }()
}

func ListenFixed(busy bool) error {
	stop := make(chan struct{})
	defer close(stop)
	listenUntilClosed(stop)
	if busy {
		return errBusy
	}
	return nil
}

func ListenInLiteral(busy bool) error {
	stop := make(chan struct{})
	defer close(stop)
	return func() error {
		defer done()
		listenUntilClosed(stop)
		if busy {
			return errBusy
		}
		return nil
	}()
}

func ListenThrough(run func(func())) {
	stop := make(chan struct{})
	defer close(stop)
	run(func() {
		defer done()
		listenUntilClosed(stop)
	})
}

func done() {}
