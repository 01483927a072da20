package leakwatch_test

import (
	"fmt"
	"net/http"

	"github.com/leaktight/leaktight/leaktest/leakwatch"
)

func Example() {
	watcher := leakwatch.Start(leakwatch.OnSuspect(func(g leakwatch.Group) {
		fmt.Printf("%d goroutines in %s\n", g.Count, g.Place().Function)
	}))
	defer watcher.Stop()
	http.Handle("/debug/leaks", watcher) // where only operators get to
}
