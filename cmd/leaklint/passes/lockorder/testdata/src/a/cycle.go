package a

import "sync"

type disk struct {
	mu    sync.Mutex
	index *index
}

type index struct {
	mu  sync.Mutex
	log *journal
}

type journal struct {
	mu   sync.Mutex
	disk *disk
}

func (d *disk) write() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.index.touch() // want `\(\*disk\).write takes a.disk.mu and then a.index.mu, \(\*index\).rebuild takes a.journal.mu after that one, and \(\*journal\).trim takes a.disk.mu after that: three goroutines may each hold one and wait for the next one's forever`
}

func (i *index) touch() {
	i.mu.Lock()
	i.mu.Unlock()
}

func (i *index) rebuild() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.log.mu.Lock()
	i.log.mu.Unlock()
}

func (j *journal) trim() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.disk.mu.Lock()
	j.disk.mu.Unlock()
}

// The same with the last lock taken when the one before it is released.
type table struct {
	mu    sync.Mutex
	index *keys
}

type keys struct {
	mu  sync.Mutex
	log *audit
}

type audit struct {
	mu    sync.Mutex
	table *table
}

func (t *table) write() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.index.mu.Lock()
	t.index.mu.Unlock()
}

func (k *keys) rebuild() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.log.mu.Lock()
	k.log.mu.Unlock()
}

func (a *audit) trim() {
	a.mu.Lock()
	a.mu.Unlock()
	a.table.mu.Lock()
	a.table.mu.Unlock()
}
