package goroutine_test

import (
	"bytes"
	"fmt"
	"io"
	"sync"
	"testing"

	"github.com/leaktight/leaktight/leaktest/goroutine"
)

// bystanders starts n goroutines that wait until the benchmark has ended.
func bystanders(b *testing.B, n int) {
	var started, ended sync.WaitGroup
	stop := make(chan struct{})
	started.Add(n)
	for range n {
		ended.Go(func() { started.Done(); <-stop })
	}
	started.Wait()
	b.Cleanup(func() { close(stop); ended.Wait() })
}

func BenchmarkDump(b *testing.B) {
	for _, n := range []int{0, 1000, 10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			bystanders(b, n)
			var d goroutine.Dumper
			d.Dump() // makes the buffer
			b.ReportAllocs()
			for b.Loop() {
				b.SetBytes(int64(len(d.Dump())))
			}
		})
	}
}

// BenchmarkFirstDump is a Dumper's first, which makes the buffer.
func BenchmarkFirstDump(b *testing.B) {
	for _, n := range []int{0, 1000, 10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			bystanders(b, n)
			b.ReportAllocs()
			for b.Loop() {
				var d goroutine.Dumper
				b.SetBytes(int64(len(d.Dump())))
			}
		})
	}
}

// largeDump is 100,000 records of some 500 bytes, all different in number,
// label and arguments.
func largeDump() []byte {
	var b bytes.Buffer
	for i := range 100_000 {
		fmt.Fprintf(&b, "goroutine %d [chan receive] {test: TestOrders/case_%d}:\n", i+1, i)
		fmt.Fprintf(&b, "example.com/shop/orders.(*Worker).receive(0xc%011x)\n\t/home/user/src/shop/orders/worker.go:128 +0x1d\n", i)
		fmt.Fprintf(&b, "example.com/shop/orders.(*Worker).loop(0xc%011x, {0x1, 0x2})\n\t/home/user/src/shop/orders/worker.go:%d +0x5d\n", i, 90+i%10)
		b.WriteString("example.com/shop/orders.Start.func1()\n\t/home/user/src/shop/orders/worker.go:41 +0x3d\n")
		fmt.Fprintf(&b, "created by example.com/shop/orders.Start in goroutine %d\n\t/home/user/src/shop/orders/worker.go:40 +0x9d\n\n", i)
	}
	return b.Bytes()
}

func BenchmarkScan(b *testing.B) {
	dump := largeDump()
	var sum uint64
	for _, bb := range []struct {
		name string
		f    func(goroutine.Record)
	}{
		{"ID", func(r goroutine.Record) { sum += r.ID() }},
		{"ID+Label", func(r goroutine.Record) { v, _ := r.Label("test"); sum += r.ID() + uint64(len(v)) }},
		{"ID+Label+ParentID", func(r goroutine.Record) {
			v, _ := r.Label("test")
			sum += r.ID() + uint64(len(v)) + r.ParentID()
		}},
		{"ID+Label+StackHash", func(r goroutine.Record) {
			v, _ := r.Label("test")
			sum += r.ID() + uint64(len(v)) + r.StackHash()
		}},
	} {
		b.Run(bb.name, func(b *testing.B) {
			b.SetBytes(int64(len(dump)))
			b.ReportAllocs()
			for b.Loop() {
				for r := range goroutine.Records(dump) {
					bb.f(r)
				}
			}
		})
	}
	if sum == 0 {
		b.Error("nothing was read")
	}
}

func BenchmarkParse(b *testing.B) {
	dump := largeDump()
	b.SetBytes(int64(len(dump)))
	b.ReportAllocs()
	for b.Loop() {
		goroutine.Parse(dump)
	}
}

func BenchmarkEncodeProfile(b *testing.B) {
	gs := goroutine.Parse(largeDump())
	b.ReportAllocs()
	for b.Loop() {
		if err := goroutine.EncodeProfile(io.Discard, gs); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkReadCounts(b *testing.B) {
	for _, n := range []int{0, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			bystanders(b, n)
			b.ReportAllocs()
			for b.Loop() {
				goroutine.ReadCounts()
			}
		})
	}
}

func BenchmarkCurrent(b *testing.B) {
	for _, depth := range []int{0, 50} {
		b.Run(fmt.Sprintf("depth%d", depth), func(b *testing.B) {
			b.ReportAllocs()
			below(depth, func() {
				for b.Loop() {
					goroutine.Current()
				}
			})
		})
	}
}

//go:noinline
func below(n int, f func()) int {
	if n == 0 {
		f()
		return 0
	}
	return below(n-1, f) + 1
}
