package shared

import (
	"testing"

	"github.com/leaktight/leaktight/leaktest"
)

type keeping struct {
	tasks chan func()
}

var keeper = &keeping{tasks: make(chan func())}

func (k *keeping) do(task func()) {
	select {
	case k.tasks <- task:
	default:
		go k.work(task)
	}
}

func (k *keeping) work(task func()) {
	task()
	for task := range k.tasks {
		task()
	}
}

func keep() {
	done := make(chan bool)
	keeper.do(func() { close(done) })
	<-done
}

func TestKeeper1(t *testing.T) { leaktest.Check(t); keep() }
func TestKeeper2(t *testing.T) { leaktest.Check(t); keep() }

var alone = make(chan int)

func waitAlone() { go func() { <-alone }() }

// One test uses it, so it is that test's.
func TestAlone(t *testing.T) { leaktest.Check(t); waitAlone() }

var both = make(chan int)

// The go statement is the test's own, whatever the goroutine waits for.
func TestInTheTest1(t *testing.T) { leaktest.Check(t); go func() { <-both }() }
func TestInTheTest2(t *testing.T) { leaktest.Check(t); go func() { <-both }() }
