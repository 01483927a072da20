// Package many has more orders of two locks than are looked through for circles of
// three: thirty locks, each taken under all before it.
package many

import "sync"

var (
	m00 sync.Mutex
	m01 sync.Mutex
	m02 sync.Mutex
	m03 sync.Mutex
	m04 sync.Mutex
	m05 sync.Mutex
	m06 sync.Mutex
	m07 sync.Mutex
	m08 sync.Mutex
	m09 sync.Mutex
	m10 sync.Mutex
	m11 sync.Mutex
	m12 sync.Mutex
	m13 sync.Mutex
	m14 sync.Mutex
	m15 sync.Mutex
	m16 sync.Mutex
	m17 sync.Mutex
	m18 sync.Mutex
	m19 sync.Mutex
	m20 sync.Mutex
	m21 sync.Mutex
	m22 sync.Mutex
	m23 sync.Mutex
	m24 sync.Mutex
	m25 sync.Mutex
	m26 sync.Mutex
	m27 sync.Mutex
	m28 sync.Mutex
	m29 sync.Mutex
)

func all() {
	m00.Lock()
	m01.Lock()
	m02.Lock()
	m03.Lock()
	m04.Lock()
	m05.Lock()
	m06.Lock()
	m07.Lock()
	m08.Lock()
	m09.Lock()
	m10.Lock()
	m11.Lock()
	m12.Lock()
	m13.Lock()
	m14.Lock()
	m15.Lock()
	m16.Lock()
	m17.Lock()
	m18.Lock()
	m19.Lock()
	m20.Lock()
	m21.Lock()
	m22.Lock()
	m23.Lock()
	m24.Lock()
	m25.Lock()
	m26.Lock()
	m27.Lock()
	m28.Lock()
	m29.Lock()
	m29.Unlock()
	m28.Unlock()
	m27.Unlock()
	m26.Unlock()
	m25.Unlock()
	m24.Unlock()
	m23.Unlock()
	m22.Unlock()
	m21.Unlock()
	m20.Unlock()
	m19.Unlock()
	m18.Unlock()
	m17.Unlock()
	m16.Unlock()
	m15.Unlock()
	m14.Unlock()
	m13.Unlock()
	m12.Unlock()
	m11.Unlock()
	m10.Unlock()
	m09.Unlock()
	m08.Unlock()
	m07.Unlock()
	m06.Unlock()
	m05.Unlock()
	m04.Unlock()
	m03.Unlock()
	m02.Unlock()
	m01.Unlock()
	m00.Unlock()
}

// The circle of these three is not looked for.

var north, east, south sync.Mutex

func northEast() {
	north.Lock()
	east.Lock()
	east.Unlock()
	north.Unlock()
}

func eastSouth() {
	east.Lock()
	south.Lock()
	south.Unlock()
	east.Unlock()
}

func southNorth() {
	south.Lock()
	north.Lock()
	north.Unlock()
	south.Unlock()
}
