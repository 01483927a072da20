package advice

import "sync"

// A keyed has a lock for each key, and one for the map of them.
type keyed struct {
	sync.RWMutex
	locks map[string]*sync.Mutex
}

func (k *keyed) lock(key string) {
	k.Lock()
	if _, ok := k.locks[key]; !ok {
		k.locks[key] = &sync.Mutex{}
	}
	k.locks[key].Lock() // want `\(\*keyed\).lock takes advice.keyed and then advice.keyed.locks\[\], which \(\*keyed\).unlock releases only when it has the first`
	k.Unlock()
}

func (k *keyed) unlock(key string) {
	k.RLock()
	defer k.RUnlock()
	if l, ok := k.locks[key]; ok {
		l.Unlock()
	}
}

// The same with the lock of the map released first.
type keyedRight struct {
	sync.RWMutex
	locks map[string]*sync.Mutex
}

func (k *keyedRight) lock(key string) {
	k.Lock()
	if _, ok := k.locks[key]; !ok {
		k.locks[key] = &sync.Mutex{}
	}
	l := k.locks[key]
	k.Unlock()
	l.Lock()
}

func (k *keyedRight) unlock(key string) {
	k.RLock()
	defer k.RUnlock()
	if l, ok := k.locks[key]; ok {
		l.Unlock()
	}
}
