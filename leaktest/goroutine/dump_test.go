package goroutine_test

import (
	"context"
	"runtime/pprof"
	"testing"

	"github.com/leaktight/leaktight/leaktest/goroutine"
)

func TestDumpShowsLabels(t *testing.T) {
	stop := make(chan struct{})
	started := make(chan uint64)
	go pprof.Do(context.Background(), pprof.Labels("test", "a \"b\" ü\n"), func(context.Context) {
		started <- goroutine.Current().ID
		<-stop
		started <- 0
	})
	id := <-started
	defer func() { close(stop); <-started }()
	var d goroutine.Dumper
	for r := range goroutine.Records(d.Dump()) {
		if r.ID() != id {
			continue
		}
		if v, ok := r.Label("test"); !ok || string(v) != "a \"b\" ü\n" {
			t.Errorf("Label(test) = %q, %v in\n%s", v, ok, r.Text())
		}
		t.Logf("%+v", r.Parse())
		return
	}
	t.Errorf("goroutine %d is not in the dump", id)
}
