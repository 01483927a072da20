package heapdump_test

import (
	"fmt"
	"log"

	"github.com/leaktight/leaktight/leaktest/heapdump"
)

func Example() {
	d, err := heapdump.Open("heap.dump")
	if err != nil {
		log.Fatal(err)
	}
	defer d.Close()
	var senders []uint64
	for _, g := range d.Goroutines {
		if g.State == "chan send" {
			senders = append(senders, g.ID)
		}
	}
	h, err := d.Held(senders)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%d goroutines hold about %d bytes\n", len(senders), h.Groups[0].Bytes())
}
