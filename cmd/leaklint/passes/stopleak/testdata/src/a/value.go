package a

import "net"

// A fake is handed around by value, and its caller has the listener, too.
type fake struct{ listener net.Listener }

func (f fake) Close() { f.listener.Close() }

func (f fake) accept(serve func(net.Conn)) {
	go func() {
		for {
			conn, err := f.listener.Accept()
			if err != nil {
				return
			}
			go serve(conn)
		}
	}()
}
