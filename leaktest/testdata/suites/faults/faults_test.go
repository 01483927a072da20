// Package faults leaks under circumstances that are hard on a checker: in a
// crowd, without ever parking, and in a process that does not get to its end.
// The variable MAIN picks what TestMain does, CROWD is the number of goroutines
// that are there before, and with CHECK set each test has a Check.
package faults

import (
	"flag"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/leaktight/leaktight/leaktest"
)

func TestMain(m *testing.M) {
	crowd, _ := strconv.Atoi(os.Getenv("CROWD"))
	gather(crowd)
	if os.Getenv("MAIN") == "exit" {
		os.Exit(m.Run())
	}
	leaktest.VerifyTestMain(m)
}

// gather starts n goroutines and waits until they run.
func gather(n int) {
	var started sync.WaitGroup
	started.Add(n)
	for range n {
		go func() {
			started.Done()
			select {}
		}()
	}
	started.Wait()
}

func check(t *testing.T) {
	if os.Getenv("CHECK") != "" {
		leaktest.Check(t)
	}
}

// TestFifty leaks 50 goroutines of five kinds, between others that end.
func TestFifty(t *testing.T) {
	check(t)
	var others sync.WaitGroup
	for range 10 {
		go func() { <-make(chan int) }()
		go func() { make(chan int) <- 1 }()
		others.Go(func() { time.Sleep(time.Millisecond) })
		go func() {
			select {}
		}()
		go func() {
			var mu sync.Mutex
			mu.Lock()
			mu.Lock()
		}()
		go func() {
			var wg sync.WaitGroup
			wg.Add(1)
			wg.Wait()
		}()
	}
	others.Wait()
}

func TestRuns(t *testing.T) {
	check(t)
	go func() {
		for {
		}
	}()
}

func TestYields(t *testing.T) {
	check(t)
	go func() {
		for {
			runtime.Gosched()
		}
	}()
}

func TestNaps(t *testing.T) {
	check(t)
	go func() {
		for {
			time.Sleep(time.Millisecond)
		}
	}()
}

func TestSleeps(t *testing.T) {
	check(t)
	go time.Sleep(time.Hour)
}

func TestLeaks(t *testing.T) {
	check(t)
	go func() { <-make(chan int) }()
}

// TestExits ends the process before any verdict can be given.
func TestExits(t *testing.T) {
	check(t)
	go func() { <-make(chan int) }()
	os.Exit(3)
}

// TestTakesItsDir makes a file where its artifacts would go.
func TestTakesItsDir(t *testing.T) {
	check(t)
	go func() { <-make(chan int) }()
	replace(t, t.ArtifactDir())
}

// TestTakesEveryDir makes a file where the folders of all artifacts would be
// made, so that t.ArtifactDir ends the test with t.Fatal.
func TestTakesEveryDir(t *testing.T) {
	check(t)
	go func() { <-make(chan int) }()
	replace(t, filepath.Join(flag.Lookup("test.outputdir").Value.String(), "_artifacts"))
}

// replace makes a file of a folder.
func replace(t *testing.T, dir string) {
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(dir, nil, 0o666); err != nil {
		t.Fatal(err)
	}
}
