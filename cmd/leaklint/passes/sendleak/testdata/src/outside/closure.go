package outside

// A function literal that others call returns the channel to them.
func handed(use func(func() chan int)) {
	use(func() chan int {
		out := make(chan int)
		go func() { out <- 1 }() // want `a caller of a function in handed may stop receiving from out`
		return out
	})
}

func kept(table map[string]func() chan int) {
	table["one"] = func() chan int {
		out := make(chan int)
		go func() { out <- 1 }() // want `a caller of a function in kept may stop receiving from out`
		return out
	}
}

// Near misses.

// The one who calls it receives.
func given() int {
	return first(func() chan int {
		out := make(chan int)
		go func() { out <- 1 }()
		return out
	})
}

func first(f func() chan int) int { return <-f() }

// What nobody but callers out of sight could answer is theirs.
func listened(use func(func() chan<- int)) {
	use(func() chan<- int {
		in := make(chan int)
		go func() { <-in }()
		return in
	})
}
