package held

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
)

// An answer is what the child tells beside its dump.
type answer struct {
	Places map[string][]uint64 // the numbers of the goroutines that were left, by place
	Self   uint64              // the goroutine that wrote the dump
}

// Asked reports whether this process is a child in which the Check of a test is to answer
// for what that left behind.
func Asked(test string) bool { return InChild() && !asked.whole && asked.test == test }

// AskedMain reports whether it is one in which VerifyTestMain is to answer.
func AskedMain() bool { return InChild() && asked.whole }

// Answer writes a dump, says which goroutines were left behind in which places, and ends
// the process. Self is the number of the calling goroutine.
func Answer(places map[string][]uint64, self uint64) {
	if err := write(answer{places, self}); err != nil {
		fmt.Fprintln(os.Stderr, failedPrefix+err.Error())
		os.Exit(1)
	}
	os.Exit(0)
}

func write(a answer) error {
	text, err := json.Marshal(a)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(filepath.Join(asked.folder, dumpFile), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	debug.WriteHeapDump(f.Fd())
	if err := f.Close(); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(asked.folder, placesFile), text, 0o600)
}
