package a

import "sync"

// A device has a token for its line, which whoever has it gives back without asking
// for anything.
type device struct {
	state sync.RWMutex
	line  chan struct{}
	on    bool
}

func newDevice() *device {
	d := &device{line: make(chan struct{}, 1)}
	d.line <- struct{}{}
	return d
}

func (d *device) Open() {
	d.state.Lock()
	defer d.state.Unlock()
	d.on = true
}

func (d *device) Read() bool {
	d.state.RLock()
	defer d.state.RUnlock()
	<-d.line
	defer func() { d.line <- struct{}{} }()
	return d.on
}

func (d *device) Poll() bool {
	d.state.RLock()
	defer d.state.RUnlock()
	<-d.line
	on := d.on
	d.line <- struct{}{}
	return on
}
