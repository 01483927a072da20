package rows

import (
	"context"
	"log"
	"os"
	"runtime"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/sirupsen/logrus"
	"go.uber.org/zap"
	"golang.org/x/sync/errgroup"
	"k8s.io/klog"
	klog2 "k8s.io/klog/v2"
)

func spin() {
	for {
	}
}

func afterFunc() { time.AfterFunc(time.Second, spin) }

func contextAfterFunc(ctx context.Context) { context.AfterFunc(ctx, spin) }

func waitGroup() {
	var wg sync.WaitGroup
	wg.Go(spin)
	wg.Wait()
}

func group(g *errgroup.Group) {
	g.TryGo(func() error {
		spin()
		return nil
	})
}

var once sync.Once

func onceDo() { once.Do(func() { go spin() }) }

var onceFunc = sync.OnceFunc(func() { go spin() })

// Each loop has one way out.

var bad func() bool

func exits() {
	go func() {
		for {
			if bad() {
				os.Exit(1)
			}
		}
	}()
	go func() {
		for {
			if bad() {
				syscall.Exit(1)
			}
		}
	}()
	go func() {
		for {
			if bad() {
				runtime.Goexit()
			}
		}
	}()
	go func() {
		for {
			if bad() {
				log.Fatal("bad")
			}
		}
	}()
}

func exitsByTest(t *testing.T) {
	go func() {
		for {
			if bad() {
				t.SkipNow()
			}
		}
	}()
}

func exitsByLogger(l *zap.Logger) {
	go func() {
		for {
			if bad() {
				l.Fatal("bad")
			}
		}
	}()
	go func() {
		for {
			if bad() {
				logrus.Fatal("bad")
			}
		}
	}()
	go func() {
		for {
			if bad() {
				klog.Fatal("bad")
			}
		}
	}()
	go func() {
		for {
			if bad() {
				klog2.Fatal("bad")
			}
		}
	}()
}

type waits struct {
	mu   sync.Mutex
	rw   sync.RWMutex
	wg   sync.WaitGroup
	cond *sync.Cond
}

func (w *waits) start(g *errgroup.Group) {
	go w.mu.Lock()
	go w.rw.RLock()
	go w.wg.Wait()
	go func() { w.cond.Wait() }()
	go func() { g.Wait() }()
}
