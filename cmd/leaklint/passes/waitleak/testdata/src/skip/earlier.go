package skip

import "sync"

// A switchboard counts its listeners and, where they are added, its lines.
type switchboard struct {
	refs      sync.WaitGroup
	listeners []func()
	lines     []*line
}

type line struct {
	board *switchboard
	gone  bool
}

func (b *switchboard) connect() {
	b.refs.Add(1)
	b.lines = append(b.lines, &line{board: b})
}

func (l *line) hangUp() {
	if l.gone {
		return
	}
	l.gone = true
	l.board.refs.Done()
}

// What is added here is for the listeners; a line that is gone already has called
// Done before.
func (b *switchboard) close() {
	b.refs.Add(len(b.listeners))
	for _, l := range b.listeners {
		go func() {
			defer b.refs.Done()
			l()
		}()
	}
	for _, l := range b.lines {
		go func() { l.hangUp() }()
	}
	b.refs.Wait()
}

// One is added, for the first of the two; the second counts itself.
func (b *switchboard) ring(times int) {
	var rings sync.WaitGroup
	rings.Add(1)
	go ringOnce(&rings)
	go ringMore(&rings, times)
	rings.Wait()
}

func ringOnce(rings *sync.WaitGroup) { defer rings.Done() }

func ringMore(rings *sync.WaitGroup, times int) {
	if times > 1 {
		rings.Add(1)
		rings.Done()
	}
}

// Two are added, one for each.
func (b *switchboard) answer(l *line) {
	var answers sync.WaitGroup
	answers.Add(2)
	go ringOnce(&answers)
	go answerOnce(&answers, l) // want `goroutine may return without calling Done`
	answers.Wait()
}

func answerOnce(answers *sync.WaitGroup, l *line) {
	if l.gone {
		return
	}
	answers.Done()
}
