package a

import "sync"

// A syncer collects only if it was told to, and ends that by the same flag.
type syncer struct {
	collects bool
	dry      bool
	items    chan string
	wg       sync.WaitGroup
	all      []string
}

func newSyncer(collects, dry bool) *syncer {
	return &syncer{collects: collects, dry: dry, items: make(chan string)}
}

func (s *syncer) start() {
	if !s.collects {
		return
	}
	s.wg.Add(1)
	go func() {
		defer s.wg.Done()
		for item := range s.items {
			s.all = append(s.all, item)
		}
	}()
}

func (s *syncer) stop() {
	if !s.collects {
		return
	}
	close(s.items)
	s.wg.Wait()
}

func collect(collects bool, list []string) []string {
	s := newSyncer(collects, false)
	s.start()
	s.stop()
	return s.all
}

// Another flag says nothing of the first.
type drySyncer struct {
	collects bool
	dry      bool
	items    chan string
	all      []string
}

func newDrySyncer(collects, dry bool) *drySyncer {
	return &drySyncer{collects: collects, dry: dry, items: make(chan string)}
}

func (s *drySyncer) start() {
	if !s.collects {
		return
	}
	go func() { // want `collectDry may return without closing items, which leaves this goroutine in its range forever`
		for item := range s.items {
			s.all = append(s.all, item)
		}
	}()
}

func (s *drySyncer) stop() {
	if s.dry {
		return
	}
	close(s.items)
}

func collectDry(collects, dry bool) []string {
	s := newDrySyncer(collects, dry)
	s.start()
	s.stop()
	return s.all
}
