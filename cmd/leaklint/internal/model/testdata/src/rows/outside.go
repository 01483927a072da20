package rows

import (
	"os"
	"os/signal"
	"time"
)

func signaled(f func()) {
	sigs := make(chan os.Signal, 1)
	signal.Notify(sigs)
	defer signal.Stop(sigs)
	go func() { <-sigs }()
	f()
}

func timed(f func()) {
	t := time.NewTimer(time.Second)
	defer t.Stop()
	go func() { <-t.C }()
	f()
}
