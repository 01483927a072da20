// Package outside has goroutines that wait for what is not Go: a function of C, a
// thread of C, a process.
package outside

/*
#include <pthread.h>
#include <unistd.h>

extern void calledFromC(void);

static void block(void) { pause(); }

static void *run(void *p) { calledFromC(); return p; }

static void startThread(void) {
	pthread_t thread;
	pthread_create(&thread, 0, run, 0);
}
*/
import "C"

var (
	hold    = make(chan int)
	arrived = make(chan bool, 1)
)

//export calledFromC
func calledFromC() {
	arrived <- true
	<-hold
}

func inC() {
	go func() {
		C.block()
	}()
}

func inThread() {
	C.startThread()
	<-arrived
}
