package leakkind_test

import (
	"fmt"
	"strings"

	"github.com/leaktight/leaktight/leaktest/leakkind"
)

func ExampleLookup() {
	kind, ok := leakkind.Lookup("sendleak") // the Kind of a leaktest.Leak, or the name of a check
	fmt.Println(ok, kind.Title)
	reason, _, _ := strings.Cut(kind.Page(), ".")
	fmt.Println(strings.Join(strings.Fields(reason), " "))
	// Output:
	// true send that nobody takes
	// A goroutine that sends on a channel stays until somebody receives
}

func ExampleAll() {
	for _, kind := range leakkind.All()[:3] {
		fmt.Printf("%-9s  %s\n", kind.Name, kind.Title)
	}
	// Output:
	// recvleak   receive that nobody answers
	// sendleak   send that nobody takes
	// rangeleak  range over a channel that is never closed
}
