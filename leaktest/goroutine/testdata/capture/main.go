// Capture writes a goroutine dump that has every form of header and stack that
// its Go release knows. The files beside this folder were made with it, at the
// root of the module:
//
//	export CGO_ENABLED=1 GODEBUG=tracebacklabels=1,tracebackancestors=5
//	capture=./leaktest/goroutine/testdata/capture
//	export GOTOOLCHAIN=go1.26.8 GOEXPERIMENT=goroutineleakprofile
//	go run -trimpath $capture -wait 130s >go1.26.txt
//	GOTRACEBACK=crash go run -trimpath $capture -quit 2>go1.26-quit.txt
//	go run -trimpath $capture/c >go1.26-cgo.txt
//	go run -trimpath $capture/c addresses >go1.26-cgo-addresses.txt
//	export GOTOOLCHAIN=go1.27.4 GOEXPERIMENT=
//	(the same four, to go1.27*.txt)
package main

import (
	"flag"
	"fmt"
	"os"
	"runtime"
	"runtime/pprof"
	"syscall"
	"testing"
	"time"
)

var (
	wait = flag.Duration("wait", 0, "let the goroutines wait this long, more than two minutes to see minutes")
	quit = flag.Bool("quit", false, "be killed by SIGQUIT instead of writing a dump")
)

func main() {
	testing.Init()
	flag.Parse()
	park()
	inBubble(func() {
		runtime.GC() // starts the clock of what waits
		time.Sleep(50 * time.Millisecond)
		runtime.GC()
	}, write)
}

// write waits and writes the dump, or is killed.
func write() {
	time.Sleep(*wait)
	go spin()
	if *quit {
		syscall.Kill(os.Getpid(), syscall.SIGQUIT)
		select {}
	}
	profile := pprof.Lookup("goroutineleak")
	if profile == nil {
		profile = pprof.Lookup("goroutine")
	}
	if err := profile.WriteTo(os.Stdout, 2); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}
