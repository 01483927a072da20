// Package shapes has the everyday goroutine leaks, each with its fixed twin.
//
// A shape is a function whose leaky form leaves goroutines behind and whose
// fixed form leaves none. What must be reported stands in comments: "go" behind
// a go statement whose goroutine leaks, "wait" and the leak kind behind the line
// that it blocks in. Of goroutines that the standard library starts, By has the
// creator and the kind.
package shapes

import "sync"

// A Shape is one leak.
type Shape struct {
	Name string            // of its function
	Run  func(fixed bool)  // leaves goroutines behind unless fixed
	By   map[string]string // the kind of each leak, by the function of the standard library that starts it
}

// All returns every shape.
func All() []Shape {
	var all []Shape
	for _, list := range [][]Shape{channelShapes, timeShapes, syncShapes, contextShapes, ioShapes, httpShapes, sqlShapes, execShapes} {
		all = append(all, list...)
	}
	return all
}

// held keeps what a leaky form must not lose to the garbage collector, whose
// finalizers close files and connections.
var held struct {
	sync.Mutex
	values []any
}

func hold(values ...any) {
	held.Lock()
	defer held.Unlock()
	held.values = append(held.values, values...)
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}
