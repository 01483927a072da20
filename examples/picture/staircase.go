package main

import (
	"fmt"
	"runtime"
	"strings"

	"github.com/leaktight/leaktight/examples/firstwins"
)

// requests is how often each function is called for the staircase.
const requests = 40

// count calls the leaking function of examples/firstwins and its fixed twin, and
// returns how many goroutines there are more than at the start after each call.
func count() (leaky, fixed []int) {
	answer := func() string { return "42" }
	replicas := []func() string{answer, answer, answer}
	run := func(query func([]func() string) string, stay int) (counts []int) {
		start := runtime.NumGoroutine()
		for i := range requests {
			query(replicas)
			for runtime.NumGoroutine() > start+stay*(i+1) {
				runtime.Gosched() // on their way out
			}
			counts = append(counts, runtime.NumGoroutine()-start)
		}
		return counts
	}
	fixed = run(firstwins.FixedQuery, 0)
	return run(firstwins.LeakyQuery, len(replicas)-1), fixed
}

const (
	chartWidth, chartHeight = 720, 240
	left, right, top, low   = 52, 130, 16, 36 // margins
)

// staircase draws both counts, call by call.
func staircase(leaky, fixed []int) string {
	most := leaky[len(leaky)-1]
	x := func(i int) float64 { return left + float64(i)*(chartWidth-left-right)/requests }
	y := func(n int) float64 { return top + float64(most-n)*(chartHeight-top-low)/float64(most) }
	line := func(counts []int, color string) string {
		var points strings.Builder
		last := 0
		for i, n := range counts {
			fmt.Fprintf(&points, "%.1f,%.1f %.1f,%.1f ", x(i), y(last), x(i), y(n))
			last = n
		}
		fmt.Fprintf(&points, "%.1f,%.1f", x(len(counts)), y(last))
		return fmt.Sprintf(`<polyline fill="none" stroke="%s" stroke-width="2.5" points="%s"/>`+"\n", color, points.String())
	}
	label := func(x, y float64, anchor, color, text string) string {
		return fmt.Sprintf(`<text x="%.1f" y="%.1f" text-anchor="%s" fill="%s">%s</text>`+"\n", x, y, anchor, color, text)
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="system-ui,sans-serif" font-size="13">`+"\n", chartWidth, chartHeight)
	fmt.Fprintf(&b, `<rect width="%d" height="%d" rx="8" fill="#ffffff"/>`+"\n", chartWidth, chartHeight)
	fmt.Fprintf(&b, `<path d="M%d %d V%d H%d" fill="none" stroke="#8a93a3"/>`+"\n", left, top, chartHeight-low, chartWidth-right)
	b.WriteString(label(left-8, y(most)+5, "end", "#555e6d", fmt.Sprint(most)))
	b.WriteString(label(left-8, y(0)+5, "end", "#555e6d", "0"))
	b.WriteString(label(left, chartHeight-12, "start", "#555e6d", "goroutines left behind, after each request"))
	b.WriteString(label(x(requests), chartHeight-12, "end", "#555e6d", fmt.Sprint(requests, " requests")))
	b.WriteString(line(leaky, "#c8371f"))
	b.WriteString(line(fixed, "#1c7c4a"))
	b.WriteString(label(x(requests)+8, y(most)+5, "start", "#c8371f", "LeakyQuery"))
	b.WriteString(label(x(requests)+8, y(0)+4, "start", "#1c7c4a", "FixedQuery"))
	b.WriteString("</svg>\n")
	return b.String()
}
