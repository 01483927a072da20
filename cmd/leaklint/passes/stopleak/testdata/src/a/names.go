package a

import "errors"

// A mirror ends its goroutine with halt; adding to it does so where it fails.
type mirror struct {
	quit  chan struct{}
	items []string
}

func newMirror() *mirror {
	m := &mirror{quit: make(chan struct{})}
	go m.run()
	return m
}

func (m *mirror) run() { <-m.quit }

func (m *mirror) halt() { close(m.quit) }

func (m *mirror) AddItem(item string) error {
	if item == "" {
		m.halt()
		return errors.New("no item")
	}
	m.items = append(m.items, item)
	return nil
}

func (m *mirror) AddTwice(item string) error { return errors.Join(m.AddItem(item), m.AddItem(item)) }

func mirrored(items []string) (*mirror, error) {
	m := newMirror() // want `mirrored may return an error without a call of halt, which leaves the goroutine that newMirror starts running forever`
	if len(items) == 0 {
		return nil, errors.New("no items")
	}
	return m, nil
}
