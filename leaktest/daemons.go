package leaktest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/leaktight/leaktight/leaktest/goroutine"
	"github.com/leaktight/leaktight/leaktest/internal/engine"
	"github.com/leaktight/leaktight/leaktest/internal/source"
)

// daemons are the rules of [RegisterDaemon], which every check of the process
// has.
var daemons engine.RuleList

// RegisterDaemon takes the goroutines whose go statement stands in a function,
// named in full as [IgnoreCreatedBy] takes it, for meant to live on in every
// check of the process, those of leaktest/goleak among them. It is for a
// goroutine that a library starts once, in an init function or at its first use,
// and gives no way to end. Call it once, in a TestMain or in the init function of
// a package of test helpers:
//
//	func init() {
//		leaktest.RegisterDaemon("example.com/metrics.init.0", "flushes until the process ends, there is no Close")
//	}
//
// The reason must not be empty. With -v the end of a run says how many goroutines
// each rule hid, so that one that is no longer needed is noticed. It panics when
// it is misused, and says how.
func RegisterDaemon(createdBy, reason string) {
	if strings.TrimSpace(reason) == "" {
		panic(fmt.Sprintf("leaktest: RegisterDaemon(%q) needs a reason: why may this goroutine live on?", createdBy))
	}
	if strings.LastIndexByte(createdBy, '.') <= strings.LastIndexByte(createdBy, '/') {
		panic(fmt.Sprintf("leaktest: RegisterDaemon(%q) does not name a function; give the whole name behind \"created by\", as in \"example.com/pkg.init.0\"", createdBy))
	}
	r := createdByRule(createdBy)
	r.Text = fmt.Sprintf("RegisterDaemon(%q)", createdBy)
	engine.Rules.Register(r)
	daemons.Add([]*engine.Rule{r})
}

// IgnoreKnownDaemons ignores the goroutines that well-known libraries start once
// for the whole process, each by the function that holds the go statement and the
// one that is started:
//
//	github.com/cloudwego/netpoll.(*manager).Run            the pollers
//	github.com/desertbit/timer.init.0                      its timers
//	github.com/golang/glog.init.0, .init.1                 flushes the log
//	github.com/Microsoft/go-winio.initIO                   completes I/O on Windows
//	github.com/panjf2000/ants/v2.(*poolCommon).goPurge     the default pool, which init makes
//	github.com/panjf2000/ants/v2.(*poolCommon).goTicktock  the same
//	github.com/rcrowley/go-metrics.NewMeter                ticks for all meters
//	github.com/valyala/fasthttp.updateServerDate           the date of the responses
//	go.opencensus.io/stats/view.init.0                     the default worker
//	k8s.io/klog.init.0                                     flushes the log
//	k8s.io/klog/v2.init.0, .(*flushDaemon).run             the same
//	internal/singleflight.(*Group).DoChan                  a lookup of a net.Resolver that was given up
//	net.doBlockingWithCtx[...]                             the same, in the C library
//
// Not among them is what an object starts that can be closed, or should be: the
// janitor of a cache, the connectionOpener of a sql.DB, the reaper of an idle
// pool. [Check] and [VerifyTestMain] do not report what was there before, so they
// rarely need this; [Find] and leaktest/goleak do. With -v the end of a run names
// what was hidden.
func IgnoreKnownDaemons() Option { return ruleOption(knownDaemonsRule()) }

func knownDaemonsRule() *engine.Rule {
	return &engine.Rule{
		Text:   "IgnoreKnownDaemons()",
		Preset: true,
		Match: func(r *engine.Candidate) bool {
			return slices.ContainsFunc(knownDaemons, func(d daemon) bool { return d.matches(&r.Goroutine) })
		},
	}
}

// A daemon is a goroutine that a library starts once for the whole process. The
// names are those that the runtime prints.
type daemon struct {
	createdBy string // the function that holds the go statement
	runs      string // the function that is started, "" where the creator starts one alone
	fromInit  bool   // only when the process's first goroutine starts it, as init does; others are a user's own
	standard  bool   // only while it is in the standard library, not in a function of the user's
}

func (d *daemon) matches(g *goroutine.Goroutine) bool {
	if g.CreatedBy == nil || g.CreatedBy.Function != d.createdBy || len(g.Stack) == 0 {
		return false
	}
	started := g.Stack[len(g.Stack)-1].Function
	return (d.runs == "" || started == d.runs) &&
		(!d.fromInit || g.ParentID == engine.MainGoroutine) &&
		(!d.standard || !slices.ContainsFunc(g.Stack, func(f goroutine.Frame) bool { return !source.IsStandard(&f) }))
}

// knownDaemons were taken from the sources of the libraries; a test starts those
// that can be started and compares the names.
var knownDaemons = []daemon{
	{createdBy: "github.com/cloudwego/netpoll.(*manager).Run", runs: "github.com/cloudwego/netpoll.(*defaultPoll).Wait"},
	{createdBy: "github.com/desertbit/timer.init.0", runs: "github.com/desertbit/timer.timerRoutine"},
	{createdBy: "github.com/golang/glog.init.0", runs: "github.com/golang/glog.(*loggingT).flushDaemon"}, // before v1.1
	{createdBy: "github.com/golang/glog.init.0", runs: "github.com/golang/glog.(*fileSink).flushDaemon"},
	{createdBy: "github.com/golang/glog.init.1", runs: "github.com/golang/glog.(*fileSink).flushDaemon"},
	{createdBy: "github.com/Microsoft/go-winio.initIO", runs: "github.com/Microsoft/go-winio.ioCompletionProcessor"},
	{createdBy: "github.com/panjf2000/ants/v2.(*poolCommon).goPurge", fromInit: true},
	{createdBy: "github.com/panjf2000/ants/v2.(*poolCommon).goTicktock", fromInit: true},
	{createdBy: "github.com/rcrowley/go-metrics.NewMeter", runs: "github.com/rcrowley/go-metrics.(*meterArbiter).tick"},
	{createdBy: "github.com/valyala/fasthttp.updateServerDate"},
	{createdBy: "go.opencensus.io/stats/view.init.0", runs: "go.opencensus.io/stats/view.(*worker).start"},
	{createdBy: "k8s.io/klog.init.0", runs: "k8s.io/klog.(*loggingT).flushDaemon"},
	{createdBy: "k8s.io/klog/v2.init.0", runs: "k8s.io/klog/v2.(*loggingT).flushDaemon"}, // before v2.60
	{createdBy: "k8s.io/klog/v2.(*flushDaemon).run"},

	// Lookups end by themselves, when the resolver's timeouts have run out; not so
	// the user's own Dial of a net.Resolver.
	{createdBy: "internal/singleflight.(*Group).DoChan", standard: true},
	{createdBy: "net.doBlockingWithCtx[...]", standard: true},
}
