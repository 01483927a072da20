package triage

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/leaktight/leaktight/leaktest/goroutine"
	"github.com/leaktight/leaktight/leaktest/leakkind"
)

// TestMatch: which findings speak of a group, by the go statement, the operation,
// or the function where the source has moved; and which do not.
func TestMatch(t *testing.T) {
	dir := t.TempDir()
	for _, file := range []string{"orders/orders.go", "cmd/shop/orders.go"} {
		path := filepath.Join(dir, filepath.FromSlash(file))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	m := module{path: "example.com/shop", dir: dir, wd: dir}
	frame := func(function string, line int) goroutine.Frame {
		return goroutine.Frame{Function: function, File: "/build/shop/orders/orders.go", Line: line}
	}
	const pkg = "example.com/shop/orders."
	f := &finding{
		Check: leakkind.Send, Package: "example.com/shop/orders", Function: "(*Service[T]).First",
		Posn:    posn{"orders/orders.go", 9, 3},
		Related: []related{{posn{"orders/orders.go", 10, 4}, "it blocks here"}, {posn{"made.go", 40, 2}, "made here"}},
	}
	creator := func(f goroutine.Frame) *goroutine.Frame { return &f }
	for _, test := range []struct {
		name string
		g    group
		want reason
	}{
		{"the go statement", group{createdBy: creator(frame(pkg+"(*Service[...]).First", 9))}, sameStatement},
		{"a related position is the go statement", group{createdBy: creator(frame(pkg+"Start", 10))}, sameStatement},
		{"another line of another function", group{kind: leakkind.Send, createdBy: creator(frame(pkg+"Other", 11))}, noMatch},
		{"the same line of another package", group{createdBy: creator(frame("example.com/other/orders.First", 9))}, noMatch},
		{"the same line of another file", group{createdBy: creator(goroutine.Frame{Function: pkg + "First", File: "/build/shop/orders/more.go", Line: 9})}, noMatch},
		{"the operation, without a go statement", group{stack: []goroutine.Frame{frame(pkg+"(*Service[...]).First.func1", 10)}}, sameOperation},
		{"the operation, started by WaitGroup.Go", group{createdBy: &goroutine.Frame{Function: "sync.(*WaitGroup).Go", File: "/go/src/sync/waitgroup.go", Line: 238},
			stack: []goroutine.Frame{frame(pkg+"(*Service[...]).First.func1", 10)}}, sameOperation},
		{"moved, the same kind", group{kind: leakkind.Send, createdBy: creator(frame(pkg+"(*Service[...]).First", 5))}, sameFunction},
		{"moved, in a closure", group{kind: leakkind.Send, createdBy: creator(frame(pkg+"(*Service[...]).First.func2.1", 5))}, sameFunction},
		{"moved, another kind", group{kind: leakkind.Lock, createdBy: creator(frame(pkg+"(*Service[...]).First", 5))}, noMatch},
		{"moved, without a go statement", group{kind: leakkind.Send, stack: []goroutine.Frame{frame(pkg+"(*Service[...]).First.gowrap1", 5)}}, sameFunction},
		{"a method of another type", group{kind: leakkind.Send, createdBy: creator(frame(pkg+"(*Client).First", 5))}, noMatch},
	} {
		if len(test.g.stack) == 0 {
			test.g.at = -1
		}
		if got := f.speaksOf(&test.g, m, noStatement); got != test.want {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
	// A program's own package has no import path in a capture: its file decides.
	f = &finding{Check: leakkind.Send, Package: "example.com/shop/cmd/shop", Function: "main", Posn: posn{"cmd/shop/orders.go", 9, 3}}
	for file, want := range map[string]reason{"/build/shop/cmd/shop/orders.go": sameStatement, "example.com/shop/orders/orders.go": noMatch} {
		g := group{createdBy: &goroutine.Frame{Function: "main.run", File: file, Line: 9}, at: -1}
		if got := f.speaksOf(&g, m, noStatement); got != want {
			t.Errorf("package main at %s: %v, want %v", file, got, want)
		}
	}
}

// TestStandard: functions of the standard library are known in programs built
// anywhere, and a module without a dot in its path is not taken for it.
func TestStandard(t *testing.T) {
	who := &classifier{module: "time-tracker"}
	for _, test := range []struct {
		function, file string
		want           bool
	}{
		{"net/http.(*Server).Serve", "/opt/go1.26/src/net/http/server.go", true},
		{"net/http.(*Server).Serve", `C:\Go\src\net\http\server.go`, true},
		{"net/http.(*Server).Serve", "net/http/server.go", true},
		{"time.Sleep", "/usr/local/go/src/runtime/time.go", true},
		{"internal/poll.runtime_pollWait", "runtime/netpoll.go", true},
		{"vendor/golang.org/x/net/http2.F", "/usr/local/go/src/vendor/golang.org/x/net/http2/f.go", true},
		{"log.Print", "/home/me/log/log.go", false},
		{"main.main", "/home/me/main.go", false},
		{"time-tracker.Run", "time-tracker/run.go", false},
		{"example.com/net.Dial", "/src/example.com/net/dial.go", false},
	} {
		if got := who.isStandard(goroutine.Frame{Function: test.function, File: test.file}); got != test.want {
			t.Errorf("isStandard(%s in %s) = %v, want %v", test.function, test.file, got, test.want)
		}
	}
}

// TestLearn: an instantiated function of the standard library has the name of
// the package that uses it.
func TestLearn(t *testing.T) {
	values := goroutine.Frame{Function: "example.com/shop.init.Values[...].func1", File: "/opt/go/src/slices/iter.go", Line: 40}
	who := &classifier{}
	if who.isStandard(values) {
		t.Error("known before anything was learned")
	}
	who.learn(goroutine.Frame{Function: "main.main", File: "/home/me/src/main/main.go"})
	who.learn(goroutine.Frame{Function: "time.Sleep", File: "/opt/go/src/runtime/time.go"})
	who.learn(goroutine.Frame{Function: "iter.Pull[...]", File: "/opt/go/src/iter/iter.go"})
	if !who.isStandard(values) || who.goroot != "/opt/go/src/" {
		t.Errorf("not known with the folder %q", who.goroot)
	}
}

// TestEnclosing: the declared function around what a goroutine runs.
func TestEnclosing(t *testing.T) {
	for function, want := range map[string]string{
		"example.com/shop.(*Service[...]).quote.func1.2": "Service.quote",
		"example.com/shop.fetch.gowrap1":                 "fetch",
		"gopkg.in/yaml%2ev3.Decode.func1.deferwrap1":     "Decode",
		"main.main":         "main",
		"main.F[...].func1": "F",
		"":                  "",
	} {
		if got := enclosing(function); got != want {
			t.Errorf("enclosing(%q) = %q, want %q", function, got, want)
		}
	}
}
