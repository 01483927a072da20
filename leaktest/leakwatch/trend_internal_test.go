package leakwatch

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"
)

// simulate takes samples of one group, whose count is that of the function, and returns
// at which samples it became suspect, and whether it was growing and suspect at the end
// of each.
func simulate(samples, window int, count func(i int) int) (told []int, growing, suspect []bool) {
	w := newWatcher(Window(window))
	begun := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	frames := []Frame{{Function: "example.com/service.wait", File: "wait.go", Line: 7}}
	w.options.onSuspect = func(Group) {}
	for i := range samples {
		for range w.add(begun.Add(time.Duration(i)*time.Minute), []stack{{frames: frames, count: count(i)}}, nil) {
			told = append(told, i)
		}
		r := w.Report()
		growing, suspect = append(growing, r.Groups[0].Growing), append(suspect, r.Groups[0].Suspect)
	}
	return told, growing, suspect
}

// TestNoSuspicion: what does not grow is never suspect, in 1,000 samples of each of 20
// runs.
func TestNoSuspicion(t *testing.T) {
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 1))
		for name, count := range map[string]func(i int) int{
			"steady":            func(int) int { return 40 },
			"noise of 20":       func(int) int { return 100 + r.IntN(20) },
			"noise of 500":      func(int) int { return 10 + r.IntN(500) },
			"load up and down":  func(i int) int { return 300 + int(250*math.Sin(float64(i)/4)) + r.IntN(20) },
			"a burst at times":  func(i int) int { return 20 + 400*(i%97/90) + r.IntN(5) },
			"falling":           func(i int) int { return 2000 - i + r.IntN(20) },
			"one, now and then": func(i int) int { return 1 + i%2 },
		} {
			if told, _, _ := simulate(1000, 60, count); len(told) > 0 {
				t.Errorf("seed %d, %s: suspect at the samples %v", seed, name, told)
			}
		}
	}
}

// TestSuspicion: what leaks is found within two windows, and stays suspect.
func TestSuspicion(t *testing.T) {
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 2))
		for name, count := range map[string]func(i int) int{
			"one a sample under noise of 20":   func(i int) int { return 100 + i + r.IntN(20) },
			"one a sample":                     func(i int) int { return 1 + i },
			"one in five samples":              func(i int) int { return 1 + i/5 },
			"hundred a sample under load":      func(i int) int { return 300 + 100*i + int(250*math.Sin(float64(i)/4)) },
			"from the middle of a steady time": func(i int) int { return 50 + max(0, i-60) + r.IntN(5) },
		} {
			told, growing, suspect := simulate(200, 60, count)
			if len(told) == 0 || told[0] > 120 || !suspect[199] || !growing[199] {
				t.Errorf("seed %d, %s: became suspect at %v; at the end suspect %t and growing %t, want all", seed, name, told, suspect[199], growing[199])
			}
			for i := range 59 {
				if suspect[i] {
					t.Fatalf("seed %d, %s: suspect at sample %d, before the window is full", seed, name, i)
				}
			}
		}
	}
}

// TestPool: a pool that fills and stays is growing, then not, and a suspicion that it
// raised is withdrawn as soon as a third of the window is flat.
func TestPool(t *testing.T) {
	for _, filled := range []int{20, 80, 150} {
		_, growing, suspect := simulate(300, 60, func(i int) int { return 10 + min(i, filled) })
		if !growing[10] {
			t.Errorf("filled at %d: not growing at sample 10", filled)
		}
		for i := filled + 21; i < 300; i++ {
			if suspect[i] {
				t.Errorf("filled at %d: suspect at sample %d", filled, i)
				break
			}
		}
		if growing[299] {
			t.Errorf("filled at %d: growing at the end", filled)
		}
	}
}

// TestPerHour pins the unit of the slope.
func TestPerHour(t *testing.T) {
	for _, tt := range []struct {
		counts []int
		every  time.Duration
		want   float64
	}{
		{nil, time.Minute, 0},
		{[]int{7}, time.Minute, 0},
		{[]int{0, 1, 2, 3}, time.Minute, 60},
		{[]int{0, 1, 2, 3}, time.Second, 3600},
		{[]int{9, 7, 5}, time.Hour, -2},
	} {
		if got := perHour(tt.counts, tt.every); math.Abs(got-tt.want) > 1e-6 {
			t.Errorf("perHour(%v, %v) = %v, want %v", tt.counts, tt.every, got, tt.want)
		}
	}
}

// TestForget: a group that is gone for a window takes no memory, and the counts of one
// that comes late have zeros before.
func TestForget(t *testing.T) {
	h := newHistory(newWatcher(Window(6)).options)
	for i := range 20 {
		stacks := []stack{{frames: []Frame{{Function: fmt.Sprintf("f%d", i)}}, count: 1}}
		h.add(time.Unix(int64(i), 0), stacks)
		if len(h.groups) > 6 {
			t.Fatalf("%d groups are kept after %d samples, want at most a window of them", len(h.groups), i+1)
		}
	}
	r := h.report()
	for _, g := range r.Groups {
		if len(g.Counts) != 6 || r.Totals[5] != 1 {
			t.Errorf("counts %v, totals %v: want six of each", g.Counts, r.Totals)
		}
	}
}
