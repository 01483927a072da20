package shapes

import (
	"bufio"
	"io"
	"net"
	"os"
)

var ioShapes = []Shape{
	{Name: "pipeReader", Run: pipeReader},
	{Name: "pipeWriter", Run: pipeWriter},
	{Name: "netPipe", Run: netPipe},
	{Name: "osPipe", Run: osPipe},
	{Name: "scanner", Run: scanner},
	{Name: "listener", Run: listener},
	{Name: "connection", Run: connection},
	{Name: "datagrams", Run: datagrams},
}

func pipeReader(fixed bool) {
	r, w := io.Pipe()
	go func() { // go
		io.Copy(io.Discard, r) // wait ioleak
	}()
	if fixed {
		w.Close()
	}
}

func pipeWriter(fixed bool) {
	r, w := io.Pipe()
	go func() { // go
		w.Write([]byte("nobody reads")) // wait ioleak
	}()
	if fixed {
		r.Close()
	}
}

func netPipe(fixed bool) {
	client, server := net.Pipe()
	go func() { // go
		server.Read(make([]byte, 1)) // wait ioleak
	}()
	if fixed {
		client.Close()
	}
}

func osPipe(fixed bool) {
	r, w, err := os.Pipe()
	if err != nil {
		panic(err)
	}
	hold(w)
	go func() { // go
		r.Read(make([]byte, 1)) // wait ioleak
	}()
	if fixed {
		w.Close()
	}
}

func scanner(fixed bool) {
	r, w, err := os.Pipe()
	if err != nil {
		panic(err)
	}
	hold(w)
	lines := bufio.NewScanner(r)
	go func() { // go
		for lines.Scan() { // wait ioleak
		}
	}()
	w.WriteString("one\n")
	if fixed {
		w.Close()
	}
}

func listener(fixed bool) {
	l := must(net.Listen("tcp", "127.0.0.1:0"))
	go func() { // go
		for {
			conn, err := l.Accept() // wait ioleak
			if err != nil {
				return
			}
			conn.Close()
		}
	}()
	if fixed {
		l.Close()
	}
}

func connection(fixed bool) {
	l := must(net.Listen("tcp", "127.0.0.1:0"))
	defer l.Close()
	client := must(net.Dial("tcp", l.Addr().String()))
	server := must(l.Accept())
	hold(client)
	go func() { // go
		defer server.Close()
		server.Read(make([]byte, 1)) // wait ioleak
	}()
	if fixed {
		client.Close()
	}
}

func datagrams(fixed bool) {
	conn := must(net.ListenPacket("udp", "127.0.0.1:0"))
	go func() { // go
		conn.ReadFrom(make([]byte, 1)) // wait ioleak
	}()
	if fixed {
		conn.Close()
	}
}
