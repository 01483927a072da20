package invoked

func visitAgain() {
	visitAll(func() { countVisits() })
}

func (v *visited) done() {
	v.mu.Lock()
	v.jobs.Done()
	v.mu.Unlock()
}
