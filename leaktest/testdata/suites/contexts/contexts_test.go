// Package contexts has one program for each context in which tests run. Each
// starts a goroutine through [work]; with LEAK set to the name of the program,
// that goroutine is left behind, and otherwise it ends. With CHECK set each
// program calls Check, and otherwise TestMain alone watches.
package contexts

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/signal"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/leaktight/leaktight/leaktest"
)

func TestMain(m *testing.M) {
	leaktest.VerifyTestMain(m)
}

// work starts a goroutine that ends before work returns, or that is left behind
// when the program of that name is to leak.
func work(name string) {
	done := make(chan struct{})
	go func() {
		done <- struct{}{} // leaks here
	}()
	if os.Getenv("LEAK") != name {
		<-done
	}
}

func check(t leaktest.TestingT) {
	if os.Getenv("CHECK") != "" {
		leaktest.Check(t)
	}
}

func TestPlain(t *testing.T) {
	check(t)
	work("TestPlain")
}

func TestSubtests(t *testing.T) {
	for _, name := range []string{"a", "b"} {
		t.Run(name, func(t *testing.T) {
			check(t)
			work("TestSubtests/" + name)
		})
	}
}

func TestParallel(t *testing.T) {
	t.Parallel()
	check(t)
	work("TestParallel")
}

// TestNeighbor keeps starting goroutines while TestParallel is checked.
func TestNeighbor(t *testing.T) {
	t.Parallel()
	check(t)
	var wg sync.WaitGroup
	for end := time.Now().Add(30 * time.Millisecond); time.Now().Before(end); {
		wg.Go(func() { time.Sleep(time.Millisecond) })
	}
	work("TestNeighbor")
	wg.Wait()
}

func TestParallelSubtests(t *testing.T) {
	check(t)
	for _, name := range []string{"a", "b", "c"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			check(t)
			work("TestParallelSubtests/" + name)
		})
	}
}

func BenchmarkLoop(b *testing.B) {
	check(b)
	for b.Loop() {
		time.Sleep(time.Microsecond)
	}
	work("BenchmarkLoop")
}

func BenchmarkParallel(b *testing.B) {
	check(b)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			time.Sleep(time.Microsecond)
		}
	})
	work("BenchmarkParallel")
}

func FuzzBody(f *testing.F) {
	f.Add("seed")
	f.Fuzz(func(t *testing.T, s string) {
		check(t)
		work("FuzzBody")
	})
}

func Example() {
	work("Example")
	// Output:
}

func TestSynctest(t *testing.T) {
	check(t)
	synctest.Test(t, func(t *testing.T) {
		go time.Sleep(time.Hour)
		time.Sleep(2 * time.Hour)
	})
	work("TestSynctest")
}

func TestSignal(t *testing.T) {
	check(t)
	c := make(chan os.Signal, 1)
	signal.Notify(c, os.Interrupt)
	defer signal.Stop(c)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	if os.Getenv("LEAK") != "TestSignal" {
		defer stop()
	}
	_ = ctx
}

func TestSQL(t *testing.T) {
	check(t)
	db := sql.OpenDB(connector{})
	if err := db.Ping(); err != nil {
		t.Fatal(err)
	}
	if os.Getenv("LEAK") != "TestSQL" {
		defer db.Close()
	}
}

func TestHTTP(t *testing.T) {
	check(t)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		io.Copy(w, strings.NewReader("hello"))
	}))
	t.Cleanup(server.Close)
	client := &http.Client{Transport: &http.Transport{}}
	t.Cleanup(client.CloseIdleConnections)
	resp, err := client.Get(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	if os.Getenv("LEAK") == "TestHTTP" {
		work("TestHTTP")
	}
	defer resp.Body.Close()
	io.Copy(io.Discard, resp.Body)
}

// connector is the least that database/sql can open.
type connector struct{}

func (c connector) Connect(context.Context) (driver.Conn, error) { return conn{}, nil }
func (c connector) Driver() driver.Driver                        { return nil }

type conn struct{}

func (conn) Prepare(string) (driver.Stmt, error) { return nil, errors.New("no statements") }
func (conn) Close() error                        { return nil }
func (conn) Begin() (driver.Tx, error)           { return nil, errors.New("no transactions") }
