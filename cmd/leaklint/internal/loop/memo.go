package loop

import (
	"sync"

	"golang.org/x/tools/go/ssa"
)

// A Memo finds the loops of functions and remembers them, since many questions
// are asked about one function. The zero value is ready to use, also by several
// goroutines at once.
type Memo struct {
	mu    sync.Mutex
	loops map[*ssa.Function][]*Loop
}

// Of is [Of], found once for each function. The result must not be changed.
func (m *Memo) Of(fn *ssa.Function) []*Loop {
	m.mu.Lock()
	defer m.mu.Unlock()
	loops, ok := m.loops[fn]
	if !ok {
		if m.loops == nil {
			m.loops = map[*ssa.Function][]*Loop{}
		}
		loops = Of(fn)
		m.loops[fn] = loops
	}
	return loops
}
