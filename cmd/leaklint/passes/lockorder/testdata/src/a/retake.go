package a

import (
	"sync"
	"time"
)

type device struct{ mu sync.Mutex }

type devices struct {
	sync.Mutex
	all map[string]*device
}

// settle lets others have the lock of its caller for a while.
func (d *devices) settle() {
	for range 10 {
		d.Unlock()
		time.Sleep(time.Millisecond)
		d.Lock()
	}
}

func (d *devices) forget(name string) {
	d.settle()
	delete(d.all, name)
}

func (d *devices) remove(name string) {
	d.Lock()
	defer d.Unlock()
	one := d.all[name]
	one.mu.Lock()
	defer one.mu.Unlock()
	d.forget(name) // want `\(\*devices\).remove takes a.device.mu and then a.devices, and \(\*devices\).remove takes them the other way round`
}

type port struct{ mu sync.Mutex }

type ports struct {
	sync.Mutex
	all map[string]*port
}

func (p *ports) settle() {
	p.Unlock()
	time.Sleep(time.Millisecond)
	p.Lock()
}

func (p *ports) remove(name string) {
	p.Lock()
	defer p.Unlock()
	p.settle()
	one := p.all[name]
	one.mu.Lock()
	defer one.mu.Unlock()
	delete(p.all, name)
}
