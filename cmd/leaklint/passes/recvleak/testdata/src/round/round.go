// Package round has loops that make a channel in each round: what is done to the
// channel of one round answers nobody who waits for that of another.
package round

type job struct{ name string }

func (j job) prepare() error { return nil }
func (j job) run()           {}

func (j job) await(start <-chan struct{}) {
	<-start
	j.run()
}

func skipped(jobs []job) {
	for _, j := range jobs {
		start := make(chan struct{})
		go func() { // want `skipped may begin the next round of a loop without sending on or closing start`
			<-start
			j.run()
		}()
		if j.prepare() != nil {
			continue
		}
		close(start)
	}
}

func always(jobs []job) {
	for _, j := range jobs {
		start := make(chan struct{})
		go func() {
			<-start
			j.run()
		}()
		err := j.prepare()
		close(start)
		if err != nil {
			continue
		}
		j.run()
	}
}

func outer(groups [][]job) {
next:
	for _, group := range groups {
		start := make(chan struct{})
		go group[0].await(start) // want `outer may begin the next round of a loop without sending on or closing start`
		for _, j := range group {
			if j.prepare() != nil {
				continue next
			}
		}
		close(start)
	}
}

func inner(groups [][]job) {
	for _, group := range groups {
		start := make(chan struct{})
		go group[0].await(start)
		for _, j := range group {
			if j.prepare() != nil {
				break
			}
		}
		close(start)
	}
}

func newStart() chan struct{} { return make(chan struct{}) }

func helper(jobs []job) {
	for _, j := range jobs {
		start := newStart()
		go j.await(start) // want `helper may begin the next round of a loop without sending on or closing the channel`
		if j.prepare() != nil {
			continue
		}
		close(start)
	}
}

func newGate() chan struct{} { return make(chan struct{}) }

// two has two channels of one helper: the second begins no round.
func two(jobs []job) {
	for _, j := range jobs {
		first := newGate()
		go j.await(first)
		second := newGate()
		go j.await(second)
		close(first)
		close(second)
	}
}

// before closes the channel of the round before.
func before(jobs []job) {
	var start chan struct{}
	for _, j := range jobs {
		if start != nil {
			close(start)
		}
		start = make(chan struct{})
		go j.await(start)
		if j.prepare() != nil {
			continue
		}
		j.run()
	}
	if start != nil {
		close(start)
	}
}

// all closes the channels of all rounds in the end.
func all(jobs []job) {
	var starts []chan struct{}
	for _, j := range jobs {
		start := make(chan struct{})
		starts = append(starts, start)
		go j.await(start)
	}
	for _, start := range starts {
		close(start)
	}
}
