package a

import "sync"

// A forest calls its own walk with a literal that has a lock of its own.
type forest struct{ children []*forest }

func (t *forest) walk(callback func(*forest) error) error {
	if len(t.children) == 0 {
		return callback(t)
	}
	var mu sync.Mutex
	locked := func(t *forest) error {
		mu.Lock()
		defer mu.Unlock()
		return callback(t)
	}
	for _, child := range t.children {
		if err := child.walk(locked); err != nil {
			return err
		}
	}
	return nil
}
