package leakwatch_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/leaktight/leaktight/leaktest"
	"github.com/leaktight/leaktight/leaktest/leakwatch"
)

// stuck is what leaks in these tests.
func stuck(end <-chan struct{}) { <-end }

// TestWatcher: a leak becomes suspect and is told once, what stands still does not, and
// nothing is left of the watcher after Stop.
func TestWatcher(t *testing.T) {
	leaktest.Check(t)
	end := make(chan struct{})
	var leaked sync.WaitGroup
	defer leaked.Wait()
	defer close(end)

	told := make(chan leakwatch.Group, 100)
	w := leakwatch.Start(leakwatch.Every(2*time.Millisecond), leakwatch.Window(9), leakwatch.OnSuspect(func(g leakwatch.Group) { told <- g }))
	defer w.Stop()
	for {
		leaked.Go(func() { stuck(end) })
		select {
		case g := <-told:
			if strings.HasSuffix(g.Place().Function, "leakwatch_test.stuck") {
				if !g.Suspect || g.Since.IsZero() || g.Count == 0 || g.PerHour <= 0 {
					t.Errorf("told of %+v, want a suspect group that rises", g)
				}
				return
			}
		case <-time.After(time.Millisecond):
		}
	}
}

// asleep is what each request of the service of every guide to leaks leaves: it sleeps,
// and the request's context is not asked.
//
//go:noinline
func asleep() { time.Sleep(100 * time.Hour) }

// TestGuideService: of 500 requests that leave a goroutine each, ten a minute, which
// is a window of samples.
func TestGuideService(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var told []leakwatch.Group
		w := leakwatch.Start(leakwatch.OnSuspect(func(g leakwatch.Group) { told = append(told, g) }))
		service := http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
			//leaklint:ignore ctxignored it is the leak that the watcher is to find
			go asleep()
		})
		for request := range 500 {
			service.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
			if request%10 == 9 {
				time.Sleep(time.Minute)
			}
		}
		time.Sleep(10 * time.Minute)
		w.Stop()
		if len(told) != 1 || !strings.HasSuffix(told[0].Place().Function, "leakwatch_test.asleep") || told[0].Count != 500 {
			t.Errorf("told of %+v, want of the 500 that sleep and of nothing else", told)
		}
		time.Sleep(100 * time.Hour)
	})
}

// TestStop: Stop may be called again, and by several.
func TestStop(t *testing.T) {
	leaktest.Check(t)
	w := leakwatch.Start(leakwatch.Every(time.Hour))
	var all sync.WaitGroup
	for range 4 {
		all.Go(w.Stop)
	}
	all.Wait()
	if r := w.Report(); r.Samples != 1 || r.Goroutines == 0 {
		t.Errorf("%d samples with %d goroutines, want the first one, that Start took", r.Samples, r.Goroutines)
	}
}

// TestIgnore: the groups of a function are left out, and counted among all.
func TestIgnore(t *testing.T) {
	end := make(chan struct{})
	defer close(end)
	go stuck(end)
	all := leakwatch.Start(leakwatch.Every(time.Hour))
	all.Stop()
	function := ""
	for _, g := range all.Report().Groups {
		if f := g.Place().Function; strings.HasSuffix(f, ".stuck") {
			function = f
		}
	}
	if function == "" {
		t.Skip("the goroutine has not come to its function yet")
	}
	some := leakwatch.Start(leakwatch.Every(time.Hour), leakwatch.Ignore(function))
	some.Stop()
	for _, g := range some.Report().Groups {
		if g.Place().Function == function {
			t.Errorf("a group of %s is there", function)
		}
	}
}

// TestServeHTTP: each form says what is known, and nothing else is answered.
func TestServeHTTP(t *testing.T) {
	w := leakwatch.Start(leakwatch.Every(time.Hour))
	w.Stop()
	for _, tt := range []struct {
		method, query string
		code          int
		contentType   string
		want          []string
	}{
		{"GET", "", 200, "text/html; charset=utf-8", []string{"<h1>", "goroutines; no verdict before", "TestServeHTTP"}},
		{"GET", "?format=json", 200, "application/json", []string{`"goroutines": `, `"groups": [`, `"function": "`}},
		{"GET", "?format=text", 200, "text/plain; charset=utf-8", []string{" goroutines; no verdict before ", "not growing"}},
		{"GET", "?format=metrics", 200, "application/openmetrics-text; version=1.0.0; charset=utf-8",
			[]string{"# TYPE leakwatch_goroutines gauge\n", "\nleakwatch_suspect_groups 0\n", `leakwatch_group_goroutines{group="`, "\n# EOF\n"}},
		{"GET", "?format=xml", 400, "text/plain; charset=utf-8", []string{"there are json, text and metrics"}},
		{"POST", "", 405, "text/plain; charset=utf-8", []string{"use GET"}},
	} {
		rec := httptest.NewRecorder()
		w.ServeHTTP(rec, httptest.NewRequest(tt.method, "/debug/leaks"+tt.query, nil))
		if rec.Code != tt.code || rec.Header().Get("Content-Type") != tt.contentType {
			t.Errorf("%s %s: %d %s, want %d %s", tt.method, tt.query, rec.Code, rec.Header().Get("Content-Type"), tt.code, tt.contentType)
		}
		for _, want := range tt.want {
			if !strings.Contains(rec.Body.String(), want) {
				t.Errorf("%s %s: no %q in\n%s", tt.method, tt.query, want, rec.Body)
			}
		}
		if tt.query == "?format=json" {
			var r leakwatch.Report
			if err := json.Unmarshal(rec.Body.Bytes(), &r); err != nil || r.Samples != 1 || len(r.Groups) == 0 {
				t.Errorf("the JSON reads as %+v, %v", r, err)
			}
		}
	}
	var _ http.Handler = w
}

// TestImports: a service does not get package testing by it, nor anything outside of
// the standard library but the parser of stacks.
func TestImports(t *testing.T) {
	out, err := exec.CommandContext(t.Context(), "go", "list", "-deps", "-f", "{{.Standard}} {{.ImportPath}}", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	for dep := range strings.Lines(string(out)) {
		standard, path, _ := strings.Cut(strings.TrimSpace(dep), " ")
		if path == "testing" || standard != "true" && !strings.HasSuffix(path, "/leakwatch") && !strings.HasSuffix(path, "/leaktest/goroutine") {
			t.Errorf("leakwatch imports %s", path)
		}
	}
}
