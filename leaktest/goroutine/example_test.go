package goroutine_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/leaktight/leaktight/leaktest/goroutine"
)

const dump = `goroutine 7 [chan send, 3 minutes]:
example.com/shop.(*Worker).loop(0xc000012345)
	/src/shop/worker.go:28 +0x1d
created by example.com/shop.Start in goroutine 1
	/src/shop/worker.go:12 +0x2d

goroutine 8 [select]:
example.com/shop.watch()
	/src/shop/watch.go:9 +0x1d
created by example.com/shop.Start in goroutine 1
	/src/shop/worker.go:13 +0x2d
`

func ExampleRecords() {
	for record := range goroutine.Records([]byte(dump)) {
		fmt.Printf("%d: %s in %s\n", record.ID(), record.State(), record.Top())
	}
	// Output:
	// 7: chan send in example.com/shop.(*Worker).loop
	// 8: select in example.com/shop.watch
}

func ExampleParseAll() {
	text := "panic: boom\n\n" + dump
	all := goroutine.ParseAll([]byte(text))
	fmt.Println(len(all.Goroutines), "goroutines")
	for _, gap := range all.Gaps {
		fmt.Printf("beside them: %q\n", strings.TrimSpace(string(gap.Text)))
	}
	// Output:
	// 2 goroutines
	// beside them: "panic: boom"
}

func ExampleStream() {
	stream := goroutine.NewStream(strings.NewReader(dump)) // a file of any size
	for {
		record, err := stream.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			fmt.Println(err)
			break
		}
		fmt.Printf("%d waits for %v\n", record.ID(), record.Wait())
	}
	// Output:
	// 7 waits for 3m0s
	// 8 waits for 0s
}

func ExampleDumper() {
	stop, started := make(chan struct{}), make(chan uint64)
	defer close(stop)
	go func() {
		started <- goroutine.Current().ID
		<-stop
	}()
	id := <-started

	var dumper goroutine.Dumper
	for record := range goroutine.Records(dumper.Dump()) {
		if record.ID() == id {
			fmt.Printf("started by %s\n", record.CreatedBy())
		}
	}
	// Output: started by github.com/leaktight/leaktight/leaktest/goroutine_test.ExampleDumper
}

func ExampleReadCounts() {
	before := goroutine.ReadCounts()
	done := make(chan struct{})
	go close(done)
	<-done
	fmt.Println("created since:", goroutine.ReadCounts().Created > before.Created)
	// Output: created since: true
}

func ExampleEncodeProfile() {
	var profile bytes.Buffer
	if err := goroutine.EncodeProfile(&profile, goroutine.Parse([]byte(dump))); err != nil {
		fmt.Println(err)
	}
	// Write it to a file, then: go tool pprof FILE
	fmt.Println("compressed:", bytes.HasPrefix(profile.Bytes(), []byte{0x1f, 0x8b}))
	// Output: compressed: true
}

func ExampleProve() {
	if !goroutine.CanProve() {
		fmt.Println("needs Go 1.27, or 1.26 with GOEXPERIMENT=goroutineleakprofile")
		return
	}
	// Prove may crash a process that goes on (see its documentation), so this is
	// the last thing that a program does.
	if err := goroutine.Prove(); err != nil {
		fmt.Println(err)
	}
}
