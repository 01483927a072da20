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
