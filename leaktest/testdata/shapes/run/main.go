// Run runs one shape and prints the leaks that leaktest finds as JSON; without
// arguments it prints the shapes.
//
//	run <shape> leaky|fixed
package main

import (
	"encoding/json"
	"io"
	"os"
	"sync"

	"github.com/leaktight/leaktight/leaktest"
	"github.com/leaktight/leaktight/leaktest/testdata/shapes"
)

func main() {
	if len(os.Args) > 1 && os.Args[1] == shapes.Echo {
		io.Copy(os.Stdout, os.Stdin)
		return
	}
	if len(os.Args) == 3 {
		print(find(os.Args[1], os.Args[2] == "fixed"))
		return
	}
	print(list())
}

func print(v any) {
	if err := json.NewEncoder(os.Stdout).Encode(v); err != nil {
		panic(err)
	}
}

// list returns what the standard library starts in each shape.
func list() map[string]map[string]string {
	by := make(map[string]map[string]string)
	for _, s := range shapes.All() {
		by[s.Name] = s.By
	}
	return by
}

// find runs a shape in a goroutine of its own, as a test is.
func find(name string, fixed bool) []leaktest.Leak {
	for _, s := range shapes.All() {
		if s.Name == name {
			var group sync.WaitGroup
			group.Go(func() { s.Run(fixed) })
			group.Wait()
			return leaktest.Find()
		}
	}
	panic("no shape " + name)
}
