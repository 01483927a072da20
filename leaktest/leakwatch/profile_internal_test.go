package leakwatch

import (
	"bytes"
	"compress/gzip"
	"context"
	"runtime/pprof"
	"slices"
	"strings"
	"sync"
	"testing"
)

//go:noinline
func parked(ready *sync.WaitGroup, end <-chan struct{}) {
	ready.Done()
	<-end
}

// park starts goroutines that wait until the test ends.
func park(t testing.TB, n int) {
	end := make(chan struct{})
	var ready, ended sync.WaitGroup
	ready.Add(n)
	for range n {
		ended.Go(func() { parked(&ready, end) })
	}
	ready.Wait()
	t.Cleanup(func() {
		close(end)
		ended.Wait()
	})
}

// TestSample: a sample has the goroutines with their functions, lines and labels.
func TestSample(t *testing.T) {
	pprof.Do(t.Context(), pprof.Labels("tenant", "one"), func(context.Context) { park(t, 7) })
	stacks, err := sample()
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, s := range stacks {
		i := slices.IndexFunc(s.frames, func(f Frame) bool { return strings.HasSuffix(f.Function, "leakwatch.parked") })
		if i < 0 {
			continue
		}
		found += s.count
		if f := s.frames[i]; !strings.HasSuffix(f.File, "profile_internal_test.go") || f.Line < 14 || f.Line > 18 {
			t.Errorf("the frame is %+v", f)
		}
		if !slices.Contains(s.labels, Label{"tenant", "one", s.count}) {
			t.Errorf("labels %v, want tenant=one", s.labels)
		}
	}
	if found != 7 {
		t.Errorf("%d goroutines in parked, want 7", found)
	}
}

// TestDecodeCut: a profile that is cut or odd is an error, at whatever byte.
func TestDecodeCut(t *testing.T) {
	var profile bytes.Buffer
	if err := pprof.Lookup("goroutine").WriteTo(&profile, 0); err != nil {
		t.Fatal(err)
	}
	for n := range profile.Len() - 1 {
		if _, err := decode(bytes.NewReader(profile.Bytes()[:n])); err == nil {
			t.Fatalf("the first %d of %d bytes are read without an error", n, profile.Len())
		}
	}
}

// FuzzDecode: whatever the message holds, it is read or an error. Run it with
//
//	go test -run '^$' -fuzz FuzzDecode -fuzztime 2m ./leaktest/leakwatch
func FuzzDecode(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte{0x12, 0x04, 0x0a, 0x02, 0x01, 0x02, 0x32, 0x00, 0x2a, 0x04, 0x08, 0x01, 0x10, 0x09})
	f.Fuzz(func(t *testing.T, message []byte) {
		var zipped bytes.Buffer
		w := gzip.NewWriter(&zipped)
		_, _ = w.Write(message)
		_ = w.Close()
		stacks, err := decode(&zipped)
		if err != nil && stacks != nil {
			t.Errorf("both %d stacks and the error %v", len(stacks), err)
		}
	})
}
