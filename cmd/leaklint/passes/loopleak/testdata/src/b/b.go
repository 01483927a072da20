// Package b runs a loop of package a: a fact says that it never returns.
package b

import "a"

func Run() {
	p := a.New()
	go p.Work() // want `goroutine runs a.\(\*pool\).Work \(a.go:31\), which sends or receives in a loop without a way out, so each call of Run leaves one behind`
	go func() { // want `goroutine runs a.\(\*pool\).Work`
		defer println("never")
		p.Work()
	}()
}
