package a

import "runtime"

// A loop that ends its goroutine.
func quits(p *pool) {
	go func() {
		for {
			if j := <-p.jobs; j < 0 {
				runtime.Goexit()
			}
		}
	}()
}

// One that only makes room for others.
func yields(p *pool) {
	go func() { // want `goroutine sends or receives in a loop without a way out`
		for {
			if j := <-p.jobs; j < 0 {
				runtime.Gosched()
			}
		}
	}()
}
