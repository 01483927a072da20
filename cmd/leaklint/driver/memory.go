package driver

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// headroom is by how many bytes the heap of a vet tool may grow between two
// garbage collections once that much is live; below that it may double, as
// usual. The go command runs as many vet tools at a time as there are cores, and
// a large package is mostly what stays live: its syntax, types and SSA.
const headroom = 24 << 20

// leastPercent bounds what a small headroom costs where much more is live.
const leastPercent = 20

// saveMemory makes the garbage collector run more often the more is live, unless
// the environment says how often it should (GOGC, GOMEMLIMIT).
func saveMemory() {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return
	}
	afterCollection(func() { debug.SetGCPercent(gcPercent(liveBytes())) })
}

// afterCollection calls do after each garbage collection, on a goroutine of the
// runtime's.
func afterCollection(do func()) {
	garbage := new([16]byte) // smaller ones share a block, which others may keep alive
	runtime.AddCleanup(garbage, func(do func()) {
		do()
		afterCollection(do)
	}, do)
}

// liveBytes returns what was live at the last garbage collection.
func liveBytes() uint64 {
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(live)
	return live[0].Value.Uint64()
}

// gcPercent returns the growth to allow until the next garbage collection, in
// percent of the live bytes, as [debug.SetGCPercent] takes it.
func gcPercent(live uint64) int {
	return int(min(100, max(leastPercent, 100*headroom/max(live, 1))))
}
