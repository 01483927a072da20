// Package causes has leaks that follow from others, and reports that are long.
package causes

import (
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/leaktight/leaktight/leaktest"
)

var (
	keep  []any
	block = make(chan int)
)

func check(t *testing.T) { leaktest.Check(t, leaktest.MaxWait(20*time.Millisecond)) } // they come to their wait in it

// What closes the channel waits for those that send on it.
func TestWaiter(t *testing.T) {
	check(t)
	results := make(chan int)
	var wg sync.WaitGroup
	for i := range 3 {
		wg.Go(func() { results <- i })
	}
	go func() { wg.Wait(); close(results) }()
	<-results
}

// The same with Add and Done, in functions of their own and a field.
type gang struct {
	members sync.WaitGroup
	out     chan int
}

func (g *gang) work() {
	defer g.members.Done()
	g.out <- 1
}

func (g *gang) finish() {
	g.members.Wait()
	close(g.out)
}

func TestGang(t *testing.T) {
	check(t)
	g := &gang{out: make(chan int)}
	g.members.Add(2)
	go g.finish()
	for range 2 {
		go g.work()
	}
}

func produce(n int) <-chan int {
	out := make(chan int)
	go func() {
		defer close(out)
		for i := range n {
			out <- i
		}
	}()
	return out
}

func double(in <-chan int, out chan<- int) {
	defer close(out)
	for v := range in {
		out <- 2 * v
	}
}

// The first stage is stuck because the second one is.
func TestPipeline(t *testing.T) {
	check(t)
	doubled := make(chan int)
	go double(produce(10), doubled)
	<-doubled
}

// Who ranges over a channel waits for the one that is stuck in another send.
func TestRelay(t *testing.T) {
	check(t)
	values, results := make(chan int), make(chan int)
	go func() {
		for range values {
		}
	}()
	go func() {
		defer close(values)
		results <- 1
		values <- 2
	}()
}

// Two that have nothing to do with each other.
func TestUnrelated(t *testing.T) {
	check(t)
	first, second := make(chan int), make(chan int)
	go func() { first <- 1 }()
	go func() { <-second }()
}

func TestSeven(t *testing.T) {
	check(t)
	go func() { <-blocks[0] }()
	go func() { <-blocks[1] }()
	go func() { <-blocks[2] }()
	go func() { <-blocks[3] }()
	go func() { <-blocks[4] }()
	go func() { <-blocks[5] }()
	go func() { <-blocks[6] }()
}

func TestSlow(t *testing.T) {
	check(t)
	go time.Sleep(time.Hour)
}

func server() *httptest.Server {
	srv := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, "hello")
		w.(http.Flusher).Flush()
		if r.URL.Path == "/block" {
			<-r.Context().Done()
		}
	}))
	srv.EnableHTTP2 = true
	srv.StartTLS()
	return srv
}

func TestHTTP2Body(t *testing.T) {
	check(t)
	srv := server()
	closed, err := srv.Client().Get(srv.URL)
	if err != nil {
		t.Fatal(err)
	}
	closed.Body.Close()
	open, err := srv.Client().Get(srv.URL + "/block") // HERE
	if err != nil {
		t.Fatal(err)
	}
	keep = append(keep, open, srv)
}

func TestHTTP2Idle(t *testing.T) {
	check(t)
	srv := server()
	resp, err := srv.Client().Get(srv.URL)
	if err != nil {
		t.Fatal(err)
	}
	io.Copy(io.Discard, resp.Body)
	resp.Body.Close()
	keep = append(keep, srv)
}

func TestStartedByGo(t *testing.T) {
	check(t)
	var wg sync.WaitGroup
	wg.Go(func() { time.Sleep(time.Hour) }) // HERE
}

var blocks = [7]chan int{make(chan int), make(chan int), make(chan int), make(chan int), make(chan int), make(chan int), make(chan int)}

// One channel that is not closed is one cause.
func TestSame(t *testing.T) {
	check(t)
	go func() { <-block }()
	go func() {
		for range block {
		}
	}()
}

// A part that is closed by the loop that owns it, when that ends.
type part struct {
	done chan struct{}
	work chan int
}

func (p *part) run() {
	for {
		select {
		case <-p.done:
			return
		case n := <-p.work:
			_ = n
		}
	}
}

func (p *part) close() { close(p.done) }

func whole(p *part, stop chan struct{}) {
	defer p.close()
	<-stop
}

func TestPart(t *testing.T) {
	check(t)
	p := &part{make(chan struct{}), make(chan int)}
	go p.run()
	go whole(p, make(chan struct{}))
}
