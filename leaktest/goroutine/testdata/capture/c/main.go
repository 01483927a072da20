// C writes a dump of goroutines that are in C code or were called from there.
// See the command beside it for how to run it.
package main

/*
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

static void stay(void) { pause(); }

extern void goCallback(void);
static void callBack(void) { goCallback(); }

struct traceback { uintptr_t context, sig; uintptr_t *buf; uintptr_t max; };
struct symbol { uintptr_t pc; const char *file; uintptr_t line; const char *func; uintptr_t entry, more, data; };

// Two made-up frames: one that the symbolizer knows and one that it does not.
static void trace(void *p) {
	struct traceback *t = p;
	t->buf[0] = 0x1001;
	t->buf[1] = 0x2001;
	t->buf[2] = 0;
}
static void symbolize(void *p) {
	struct symbol *s = p;
	s->more = 0;
	s->file = s->func = NULL;
	if (s->pc == 0x1001) {
		s->file = "src dir/lib.c";
		s->line = 12;
		s->func = "c_function";
	}
}
static void context(void *p) {
	uintptr_t *c = p;
	if (*c == 0) *c = 1;
}
static void *contextFunc(void) { return context; }
static void *traceFunc(void) { return trace; }
static void *symbolizeFunc(void) { return symbolize; }
*/
import "C"

import (
	"os"
	"runtime"
	"runtime/pprof"
	"time"
	"unsafe"
)

//export goCallback
func goCallback() {
	pprof.Lookup("goroutine").WriteTo(os.Stdout, 2)
	os.Exit(0)
}

// symbolizer returns nil when the program has an argument: C frames are then
// printed by address.
func symbolizer() unsafe.Pointer {
	if len(os.Args) > 1 {
		return nil
	}
	return C.symbolizeFunc()
}

func main() {
	runtime.SetCgoTraceback(0, C.traceFunc(), C.contextFunc(), symbolizer())
	go func() { C.stay() }()
	time.Sleep(100 * time.Millisecond)
	C.callBack()
}
