// Package facts has functions that start an argument, and some that only look
// as if they did.
package facts

type S struct{ f func() }

func direct(f func()) { // want direct:`starts\[0\]`
	go f()
}

func (s *S) Method(n int, f func()) { // want Method:`starts\[2\]`
	go func() {
		defer f()
	}()
}

func indirect(f func()) { // want indirect:`starts\[0\]`
	new(S).Method(1, f)
}

func byParameter(f, g func()) { // want byParameter:`starts\[1\]`
	go func(h func()) { h() }(g)
	f()
}

func named(f func()) { // want named:`starts\[0\]`
	go run(f)
}

func run(f func()) { f() } // it runs f, but in the caller's goroutine

func kept(s *S, f func()) { s.f = f }

func evaluated(f func() int) { go use(f()) } // f is called before the goroutine starts

func use(int) {}
