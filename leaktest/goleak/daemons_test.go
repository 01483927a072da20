package goleak_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/leaktight/leaktight/testdata/longtest"
)

// daemonLibraries are the libraries of leaktest.IgnoreKnownDaemons that can be
// started here.
var daemonLibraries = []string{
	"github.com/cloudwego/netpoll@v0.5.0",
	"github.com/desertbit/timer@v1.0.1",
	"github.com/golang/glog@v1.2.5",
	"github.com/panjf2000/ants/v2@v2.12.1",
	"github.com/rcrowley/go-metrics@v0.0.0-20250401214520-65e299d6c5c9",
	"github.com/valyala/fasthttp@v1.78.0",
	"go.opencensus.io@v0.24.0",
	"k8s.io/klog@v1.0.0",
	"k8s.io/klog/v2@v2.130.1",
}

// daemonTests start what each library starts once, and one goroutine that stays a
// leak.
const daemonTests = `package daemons

import (
	"fmt"
	"os"
	"testing"
	"time"

	_ "github.com/cloudwego/netpoll"
	_ "github.com/desertbit/timer"
	_ "github.com/golang/glog"
	"github.com/panjf2000/ants/v2"
	metrics "github.com/rcrowley/go-metrics"
	"github.com/valyala/fasthttp"
	_ "go.opencensus.io/stats/view"
	_ "k8s.io/klog"
	"k8s.io/klog/v2"

	"github.com/leaktight/leaktight/leaktest/goleak"
)

func TestMain(m *testing.M) {
	var opts []goleak.Option
	if os.Getenv("IGNORE") != "" {
		opts = append(opts, goleak.IgnoreKnownDaemons())
	}
	goleak.VerifyTestMain(m, opts...)
}

func TestDaemons(t *testing.T) {
	klog.StartFlushDaemon(time.Second)
	metrics.NewMeter().Stop()
	fmt.Fprint(new(discard), fasthttp.AcquireResponse().Header.String())
}

func TestLeak(t *testing.T) {
	if _, err := ants.NewPool(1); err != nil {
		t.Fatal(err)
	}
}

type discard struct{}

func (*discard) Write(p []byte) (int, error) { return len(p), nil }
`

// TestKnownDaemons: the goroutines of the real libraries have the names that the
// list has, and a pool that a test forgot is found beside the default one.
func TestKnownDaemons(t *testing.T) {
	longtest.Skip(t, "fetches modules and builds a test")
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "go.mod"), moduleFile(t, "daemons.example"))
	writeFile(t, filepath.Join(dir, "daemons_test.go"), daemonTests)
	for _, module := range daemonLibraries {
		download(t, module)
	}
	mustGo(t, dir, append([]string{"get"}, daemonLibraries...)...)
	mustGo(t, dir, "mod", "tidy")

	creators := []string{
		"github.com/cloudwego/netpoll.(*manager).Run", "github.com/desertbit/timer.init.0", "github.com/golang/glog.init.1",
		"github.com/panjf2000/ants/v2.(*poolCommon).goPurge", "github.com/panjf2000/ants/v2.(*poolCommon).goTicktock",
		"github.com/rcrowley/go-metrics.NewMeter", "github.com/valyala/fasthttp.updateServerDate", "go.opencensus.io/stats/view.init.0",
		"k8s.io/klog.init.0", "k8s.io/klog/v2.(*flushDaemon).run",
	}
	out, err := goCommand(dir, "", "test", "-count=1", "-run=TestDaemons", ".")
	for _, creator := range creators {
		if err == nil || !strings.Contains(out, "created by "+creator+" in goroutine ") {
			t.Errorf("not reported: %s: %v\n%s", creator, err, out)
		}
	}
	out, err = goCommand(dir, "IGNORE=1", "test", "-count=1", "-v", "-run=TestDaemons", ".")
	if err != nil || !strings.Contains(out, "goleak: IgnoreKnownDaemons() hid 10 goroutines, started by github.com/cloudwego/netpoll.(*manager).Run, ") {
		t.Errorf("%v\n%s", err, out)
	}
	out, err = goCommand(dir, "IGNORE=1", "test", "-count=1", "-run=TestLeak", ".")
	if err == nil || !strings.Contains(out, "found unexpected goroutines: 2 left behind") || !strings.Contains(out, "from TestLeak or one of its subtests:") {
		t.Errorf("%v\n%s", err, out)
	}
}
