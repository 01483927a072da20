package a

import "sync"

// Of an order that many places take only some are compared, and those are behind a
// gate.
var oftenG, oftenA, oftenB sync.Mutex

func oftenFirst() {
	oftenG.Lock()
	oftenA.Lock()
	oftenB.Lock()
	oftenB.Unlock()
	oftenA.Unlock()
	oftenG.Unlock()
}

func oftenOne() {
	oftenG.Lock()
	oftenB.Lock()
	oftenA.Lock()
	oftenA.Unlock()
	oftenB.Unlock()
	oftenG.Unlock()
}

func oftenTwo() {
	oftenG.Lock()
	oftenB.Lock()
	oftenA.Lock()
	oftenA.Unlock()
	oftenB.Unlock()
	oftenG.Unlock()
}

func oftenThree() {
	oftenG.Lock()
	oftenB.Lock()
	oftenA.Lock()
	oftenA.Unlock()
	oftenB.Unlock()
	oftenG.Unlock()
}

func oftenFour() {
	oftenG.Lock()
	oftenB.Lock()
	oftenA.Lock()
	oftenA.Unlock()
	oftenB.Unlock()
	oftenG.Unlock()
}

func oftenFive() {
	oftenG.Lock()
	oftenB.Lock()
	oftenA.Lock()
	oftenA.Unlock()
	oftenB.Unlock()
	oftenG.Unlock()
}

func oftenSix() {
	oftenG.Lock()
	oftenB.Lock()
	oftenA.Lock()
	oftenA.Unlock()
	oftenB.Unlock()
	oftenG.Unlock()
}

func oftenSeven() {
	oftenG.Lock()
	oftenB.Lock()
	oftenA.Lock()
	oftenA.Unlock()
	oftenB.Unlock()
	oftenG.Unlock()
}

func oftenEight() {
	oftenG.Lock()
	oftenB.Lock()
	oftenA.Lock()
	oftenA.Unlock()
	oftenB.Unlock()
	oftenG.Unlock()
}

func oftenNine() {
	oftenB.Lock()
	oftenA.Lock()
	oftenA.Unlock()
	oftenB.Unlock()
}
