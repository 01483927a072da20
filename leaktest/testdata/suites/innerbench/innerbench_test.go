package bench

import (
	"os"
	"sync"
	"testing"

	"github.com/leaktight/leaktight/leaktest"
	"github.com/leaktight/leaktight/leaktest/goleak"
)

func TestMain(m *testing.M) {
	switch os.Getenv("MODE") {
	case "suite":
		leaktest.VerifyTestMain(m)
	case "goleakmain":
		goleak.VerifyTestMain(m)
	}
	os.Exit(m.Run())
}

func clean() {
	var wg sync.WaitGroup
	wg.Go(func() {})
	wg.Wait()
}

var block = make(chan int)

func BenchmarkCleanLoop(b *testing.B) {
	leaktest.Check(b)
	for b.Loop() {
		clean()
	}
}

func BenchmarkCleanN(b *testing.B) {
	defer leaktest.Check(b)()
	for i := 0; i < b.N; i++ {
		clean()
	}
}

func BenchmarkCleanParallel(b *testing.B) {
	leaktest.Check(b)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			clean()
		}
	})
}

func BenchmarkCleanGoleak(b *testing.B) {
	defer goleak.VerifyNone(b, goleak.IgnoreCurrent())
	for b.Loop() {
		clean()
	}
}

func BenchmarkCleanSub(b *testing.B) {
	leaktest.Check(b)
	b.Run("a", func(b *testing.B) {
		leaktest.Check(b)
		for b.Loop() {
			clean()
		}
	})
	b.Run("b", func(b *testing.B) {
		for b.Loop() {
			clean()
		}
	})
}

func BenchmarkLeakLoop(b *testing.B) {
	leaktest.Check(b)
	for b.Loop() {
		go func() { <-block }()
	}
}

func BenchmarkLeakN(b *testing.B) {
	leaktest.Check(b)
	for i := 0; i < b.N; i++ {
		go func() { <-block }()
	}
}

func BenchmarkLeakSub(b *testing.B) {
	b.Run("clean", func(b *testing.B) {
		leaktest.Check(b)
		for b.Loop() {
			clean()
		}
	})
	b.Run("leak", func(b *testing.B) {
		leaktest.Check(b)
		for b.Loop() {
			clean()
		}
		go func() { <-block }()
	})
}

func TestInnerBenchmark(t *testing.T) {
	leaktest.Check(t)
	r := testing.Benchmark(func(b *testing.B) {
		leaktest.Check(b)
		for b.Loop() {
			clean()
		}
	})
	_ = r
}

func TestInnerBenchmarkLeak(t *testing.T) {
	leaktest.Check(t)
	testing.Benchmark(func(b *testing.B) {
		leaktest.Check(b)
		for i := 0; i < b.N && i < 1000; i++ {
			clean()
		}
		go func() { <-block }()
	})
}

func leakInside() {
	testing.Benchmark(func(b *testing.B) {
		defer leaktest.Check(b)()
		for i := 0; i < b.N && i < 1000; i++ {
			clean()
		}
		go func() { <-block }()
	})
}

func TestNobodyLooks(t *testing.T) { leakInside() }

func FuzzClean(f *testing.F) {
	leaktest.Check(f)
	f.Add(1)
	f.Fuzz(func(t *testing.T, n int) {
		leaktest.Check(t)
		clean()
	})
}

func FuzzLeak(f *testing.F) {
	f.Add(1)
	f.Fuzz(func(t *testing.T, n int) {
		leaktest.Check(t)
		if n == 1<<40 || n == 77 {
			go func() { <-block }()
		}
	})
}

func FuzzLeakSeed(f *testing.F) {
	f.Add(77)
	f.Add(1)
	f.Fuzz(func(t *testing.T, n int) {
		leaktest.Check(t)
		if n == 77 {
			go func() { <-block }()
		}
	})
}

func ExampleLeak() {
	go func() { <-block }()
	// Output:
}
