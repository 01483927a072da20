package heapdump_test

import (
	"os"
	"runtime"
	"runtime/metrics"
	"strconv"
	"testing"

	"github.com/leaktight/leaktight/leaktest/heapdump"
)

// objectsVariable is the number of objects in the benchmark's dump. The aim is a dump
// of 1 GiB in 90 s and 2 GiB of memory:
//
//	HEAPDUMP_BENCHMARK_OBJECTS=10000000 go test -run '^$' -bench Held -benchtime 1x -v ./leaktest/heapdump
const objectsVariable = "HEAPDUMP_BENCHMARK_OBJECTS"

// benchmarkObjects returns how many objects the dump of the benchmark is to have.
func benchmarkObjects() int {
	if n, err := strconv.Atoi(os.Getenv(objectsVariable)); err == nil && n > 0 {
		return n
	}
	return 100_000
}

// forest is the row of the benchmark: each goroutine holds a tree.
var forest = row{name: "forest", hold: func(func() *block) {
	t := grow(benchmarkObjects() / (2 * each))
	<-never
	runtime.KeepAlive(t)
}}

// A node has 96 bytes.
type node struct {
	left, right *node
	payload     [10]uint64
}

func grow(nodes int) *node {
	if nodes == 0 {
		return nil
	}
	half := (nodes - 1) / 2
	return &node{left: grow(half), right: grow(nodes - 1 - half)}
}

// BenchmarkHeld reads a dump and computes what two groups hold. A line of progress
// stands for each tenth part.
func BenchmarkHeld(b *testing.B) {
	name := writeDump(b, forest.name)
	info, err := os.Stat(name)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(info.Size())
	for b.Loop() {
		held(b, name)
	}
	b.ReportMetric(float64(memory())/1e6, "MB")
}

func held(b *testing.B, name string) {
	tenth := int64(0)
	d, err := heapdump.Open(name, heapdump.Progress(func(stage string, done, total int64) {
		if now := done * 10 / total; now != tenth {
			tenth = now
			b.Logf("%s: %d of %d after %v", stage, done, total, b.Elapsed())
		}
	}))
	if err != nil {
		b.Fatal(err)
	}
	defer d.Close()
	h, err := d.Held(with(d, "alone"), with(d, "shared"))
	if err != nil {
		b.Fatal(err)
	}
	for _, g := range h.Groups {
		if want := benchmarkObjects() / 2; g.Objects < want-each {
			b.Errorf("held %+v of %d objects, want %d in each group", h, d.Objects(), want)
		}
	}
}

// memory returns what the process has from the system.
func memory() uint64 {
	s := []metrics.Sample{{Name: "/memory/classes/total:bytes"}}
	metrics.Read(s)
	return s[0].Value.Uint64()
}
