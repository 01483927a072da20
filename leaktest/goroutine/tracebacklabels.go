package goroutine

import (
	"context"
	"os"
	"runtime"
	"runtime/pprof"
	"strings"
	"sync"
)

const (
	godebug        = "GODEBUG"
	labelsSetting  = "tracebacklabels="
	labelsSwitched = labelsSetting + "1"
)

// labelsLock serializes the changes to GODEBUG.
var labelsLock sync.Mutex

// showLabels makes dumps show labels and returns what undoes that.
func showLabels() (restore func()) {
	labelsLock.Lock()
	old, wasSet := os.LookupEnv(godebug)
	if labelsShown(old) {
		return labelsLock.Unlock
	}
	changed := labelsSwitched
	if old != "" {
		changed = old + "," + labelsSwitched
	}
	if os.Setenv(godebug, changed) != nil {
		return labelsLock.Unlock // dumps come without labels
	}
	return func() {
		defer labelsLock.Unlock()
		if now, _ := os.LookupEnv(godebug); now != changed {
			return // someone else's change, made meanwhile
		}
		if wasSet {
			os.Setenv(godebug, old)
		} else {
			os.Unsetenv(godebug)
		}
	}
}

// labelsShown reports whether dumps show labels, given the value of GODEBUG.
// What it says last counts. When it says nothing, the default does, and in
// Go 1.27 that is not to be had from the outside: the go line of the main
// module decides, and any change to GODEBUG switches labels off for good
// (runtime.reparsedebugvars stores 0 and not the default). So there it is tried
// out, rather than changed: undoing the change would switch them off.
func labelsShown(env string) bool {
	if i := strings.LastIndex(","+env, ","+labelsSetting); i >= 0 {
		value, _, _ := strings.Cut(env[i+len(labelsSetting):], ",")
		return value == "1"
	}
	return labelsByDefault && (ownLabelsShown() || labelsProbed())
}

// ownLabelsShown reports whether the calling goroutine's own header has labels.
func ownLabelsShown() bool {
	buf := headerBuffers.Get().(*[headerRoom]byte)
	defer headerBuffers.Put(buf)
	line, _ := cutLine(buf[:runtime.Stack(buf[:], false)])
	return len(readHeader(line).labels) > 0
}

// labelsProbed looks at the header of a goroutine that surely has a label. It
// is needed only when the calling goroutine has none.
func labelsProbed() bool {
	shown := make(chan bool, 1)
	go pprof.Do(context.Background(), pprof.Labels("leaktight", "probe"), func(context.Context) {
		shown <- ownLabelsShown()
	})
	return <-shown
}
