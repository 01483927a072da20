// Package helper starts its arguments, directly and through its own helpers.
package helper

type Stopper struct{}

func (s *Stopper) Run(name string, f func()) {
	go func() { // want `go statement runs helper.Run\$1`
		defer func() {}()
		f()
	}()
}

func Indirect(s *Stopper, f func()) {
	s.Run("x", f) // want `function that starts its argument runs nothing known`
}

func Synchronous(f func()) { f() }
