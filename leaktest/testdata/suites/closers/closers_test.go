package closers

import (
	"context"
	"net"
	"testing"
	"time"

	"github.com/leaktight/leaktight/leaktest"
	"github.com/leaktight/leaktight/leaktest/testdata/suites/closers/lib"
)

// Each test forgets something. The comment of a test is the hint of its leak, with
// HERE for the position of the line that is marked so.

var keep []any

func check(t *testing.T) {
	leaktest.Check(t, leaktest.MaxWait(20*time.Millisecond)) // they come to their wait in it
}

// ends when (*lib.Cache).Close is called; nobody called it on the one from lib.NewCache at HERE
func TestCache(t *testing.T) {
	check(t)
	other := lib.NewCache[int, int]()
	defer other.Close()
	lib.NewCache[string, int]() // HERE
}

// ends when (*lib.Poller).Shutdown is called; nobody called it on the one made at HERE
func TestPoller(t *testing.T) {
	check(t)
	p := lib.Poller{} // HERE
	p.Start()
	keep = append(keep, &p)
}

// ends when (*lib.Poller).Shutdown is called; nobody called it on the one from open at HERE
func TestHelper(t *testing.T) {
	check(t)
	keep = append(keep, open()) // HERE
}

// ends when (*lib.Pool).Release is called; nobody called it on the one from lib.NewPool at HERE
func TestPool(t *testing.T) {
	check(t)
	p := lib.NewPool(2) // HERE
	p.Grow()
}

// ends when (*lib.Ticker).Stop is called; nobody called it on the one from lib.NewTicker at HERE
func TestEmbedded(t *testing.T) {
	check(t)
	var ticker = lib.NewTicker() // HERE
	_ = ticker
}

// ends when (*lib.Queue).ShutDown is called; nobody called it on the one from lib.NewQueue at HERE
func TestQueue(t *testing.T) {
	check(t)
	keep = append(keep, lib.NewQueue()) // HERE
}

// ends when lib.Scheduler.Shutdown is called; nobody called it on the one from lib.NewScheduler at HERE
func TestScheduler(t *testing.T) {
	check(t)
	s, err := lib.NewScheduler() // HERE
	if err != nil || s.Jobs() != 0 {
		t.Fatal(err)
	}
}

// ends when (*lib.Conn).Disconnect is called; nobody called it on the one from lib.Dial at HERE
func TestConn(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ln.Close() })
	check(t)
	c, err := lib.Dial(ln.Addr().String()) // HERE
	if err != nil {
		t.Fatal(err)
	}
	keep = append(keep, c)
}

// ends when (*lib.Client).Close is called; nobody called it on the one from lib.NewClient at HERE
func TestClient(t *testing.T) {
	check(t)
	keep = append(keep, lib.NewClient()) // HERE
}

// ends when the function that lib.Watch returned at HERE is called; nobody called it
func TestWatch(t *testing.T) {
	check(t)
	stop := lib.Watch() // HERE
	_ = stop
}

// ends when the context that lib.Follow was given at HERE is canceled
func TestFollow(t *testing.T) {
	check(t)
	ctx, cancel := context.WithCancel(context.Background())
	keep = append(keep, cancel)
	lib.Follow(ctx) // HERE
}

// -
func TestTwice(t *testing.T) {
	check(t)
	keep = append(keep, lib.NewTwice())
}

// ends when (*lib.Flagged).Quit is called; nobody called it on the one from lib.NewFlagged at HERE
func TestFlagged(t *testing.T) {
	check(t)
	keep = append(keep, lib.NewFlagged()) // HERE
}

// -
func TestForever(t *testing.T) {
	check(t)
	keep = append(keep, lib.NewForever())
}

// ends when (*lib.Lazy).Stop is called; nobody called it on the one made at HERE
func TestLazy(t *testing.T) {
	check(t)
	l := &lib.Lazy{Size: 4} // HERE
	l.Write(nil)
}

// ends when (*lib.Sent).Stop is called; nobody called it on the one from lib.NewSent at HERE
func TestSent(t *testing.T) {
	check(t)
	s := lib.NewSent() // HERE
	s.Start()
}

// ends when (*lib.Group).Finish is called; nobody called it on the one from lib.NewGroup at HERE
func TestGroup(t *testing.T) {
	check(t)
	keep = append(keep, lib.NewGroup()) // HERE
}

// ends when (*worker).stop is called; nobody called it on the one from newWorker at HERE
func TestOwn(t *testing.T) {
	check(t)
	keep = append(keep, newWorker()) // HERE
}

// ends when (*App).Close is called; nobody called it on the one from NewApp at HERE
func TestApp(t *testing.T) {
	check(t)
	keep = append(keep, NewApp()) // HERE
}

// ends when (*lib.Cache).Close is called; nobody called it on the ones from lib.NewCache at HERE and from lib.NewCache at HERE
func TestTwo(t *testing.T) {
	check(t)
	lib.NewCache[int, int]()    // HERE
	lib.NewCache[string, int]() // HERE
}

// ends when (*lib.Cache).Close is called; nobody called it on the one from lib.NewCache at HERE
func TestSubtests(t *testing.T) {
	t.Run("first", func(t *testing.T) {
		check(t)
		lib.NewCache[int, int]() // HERE
	})
}

// ends when (*lib.Batch).Shutdown is called; nobody called it on the one from lib.NewBatch at HERE
func TestBatch(t *testing.T) {
	check(t)
	keep = append(keep, lib.NewBatch()) // HERE
}

// ends when (*lib.Bridge).Dismantle is called; nobody called it on the one from lib.NewBridge at HERE
func TestBridge(t *testing.T) {
	check(t)
	keep = append(keep, lib.NewBridge()) // HERE
}

// ends when (*lib.Serializer).Close is called; nobody called it on the one from lib.NewSerializer at HERE
func TestSerializer(t *testing.T) {
	check(t)
	keep = append(keep, lib.NewSerializer()) // HERE
}

// ends when (*lib.Chain).End is called; nobody called it on the one from lib.NewChain at HERE
func TestChain(t *testing.T) {
	check(t)
	c := lib.NewChain() // HERE
	c.Start()
}

// -
func TestTimed(t *testing.T) {
	check(t)
	lib.NewTimed().Reset()
}

// -
func TestInbox(t *testing.T) {
	check(t)
	lib.NewInbox().Put("")
}

// ends when (*lib.Asked).Release is called; nobody called it on the one from lib.NewAsked at HERE
func TestAsked(t *testing.T) {
	check(t)
	a := lib.NewAsked() // HERE
	a.Kick()
}

// ends when (*lib.Plain).Shutdown is called; nobody called it on the one from lib.NewPlain at HERE
func TestPlain(t *testing.T) {
	check(t)
	keep = append(keep, lib.NewPlain()) // HERE
}

// ends when (*lib.Caller).Close is called; nobody called it on the one from lib.NewCaller at HERE
func TestCaller(t *testing.T) {
	check(t)
	l := lib.NewListener()
	defer l.Stop()
	keep = append(keep, lib.NewCaller()) // HERE
}

// ends when (*lib.Writer).Close is called; nobody called it on the one from lib.NewWriter at HERE
func TestWriter(t *testing.T) {
	check(t)
	r := lib.NewReader()
	defer r.Detach()
	keep = append(keep, lib.NewWriter()) // HERE
}

// ends when lib.Layer.Close is called; nobody called it on the one from lib.NewLayer at HERE
func TestLayer(t *testing.T) {
	check(t)
	keep = append(keep, lib.NewLayer(2)) // HERE
}

// -
func TestSpiral(t *testing.T) {
	check(t)
	keep = append(keep, lib.NewSpiral())
}

// ends when (*lib.Fleet).Recall is called; nobody called it on the one from lib.NewFleet at HERE
func TestFleet(t *testing.T) {
	check(t)
	keep = append(keep, lib.NewFleet(2)) // HERE
}

// ends when (*lib.Acceptor).Stop is called; nobody called it on the one made at HERE
func TestAcceptor(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ln.Close() })
	check(t)
	var a lib.Acceptor // HERE
	go a.Serve(ln)
}

// ends when (*lib.Acceptor).Stop is called; nobody called it on the one made at HERE
func TestNewAcceptor(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ln.Close() })
	check(t)
	a := new(lib.Acceptor) // HERE
	go a.Serve(ln)
}
