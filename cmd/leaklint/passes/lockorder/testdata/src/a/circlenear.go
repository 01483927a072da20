package a

import "sync"

// A gate keeps two of three orders apart.
var circleG, circleA, circleB, circleC sync.Mutex

func circleOne() {
	circleG.Lock()
	circleA.Lock()
	circleB.Lock()
	circleB.Unlock()
	circleA.Unlock()
	circleG.Unlock()
}

func circleTwo() {
	circleG.Lock()
	circleB.Lock()
	circleC.Lock()
	circleC.Unlock()
	circleB.Unlock()
	circleG.Unlock()
}

func circleThree() {
	circleC.Lock()
	circleA.Lock()
	circleA.Unlock()
	circleC.Unlock()
}

// Two of three locks are taken in both orders, which is enough.
var closedA, closedB, closedC sync.Mutex

func closedOne() {
	closedA.Lock()
	closedB.Lock()
	closedB.Unlock()
	closedA.Unlock()
}

func closedTwo() {
	closedB.Lock()
	closedC.Lock()
	closedC.Unlock()
	closedB.Unlock()
}

func closedThree() {
	closedC.Lock()
	closedA.Lock()
	closedA.Unlock()
	closedC.Unlock()
}

func closedPair() {
	closedA.Lock()
	closedC.Lock() // want `closedPair takes a.closedA and then a.closedC, and closedThree takes them the other way round`
	closedC.Unlock()
	closedA.Unlock()
}

// One of three locks is only read.
var readA, readC sync.Mutex

var readB sync.RWMutex

func readOne() {
	readA.Lock()
	readB.RLock()
	readB.RUnlock()
	readA.Unlock()
}

func readTwo() {
	readB.RLock()
	readC.Lock()
	readC.Unlock()
	readB.RUnlock()
}

func readThree() {
	readC.Lock()
	readA.Lock()
	readA.Unlock()
	readC.Unlock()
}

// One of three functions only reads, so it takes two writers as well.
var mixedA, mixedB sync.RWMutex

var mixedC sync.Mutex

func mixedOne() {
	mixedA.RLock()
	mixedB.RLock()
	mixedB.RUnlock()
	mixedA.RUnlock()
}

func mixedTwo() {
	mixedB.Lock()
	mixedC.Lock()
	mixedC.Unlock()
	mixedB.Unlock()
}

func mixedThree() {
	mixedC.Lock()
	mixedA.Lock()
	mixedA.Unlock()
	mixedC.Unlock()
}
