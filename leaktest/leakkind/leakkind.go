// Package leakkind is the one list of goroutine leak kinds that both halves of
// Leaktight share: the kind in a leaktest report and the name of the check in a
// leaklint finding are the same word, and the same page explains both.
//
// A kind is named after what the goroutine is blocked in or what was not done
// for it ([Send], [Recv], [Stop] and so on). Its page shows a wrong program,
// the right program, the reason, how to fix it and when to suppress it.
//
// The package holds text only. It imports nothing but the standard library, so
// that leaktest may use it without adding to anybody's go.sum.
package leakkind

import (
	"embed"
	"fmt"
)

// The names of the kinds. A name is the Kind field of a leaktest.Leak, the name
// of the leaklint check, and the file name of the page.
const (
	Recv       = "recvleak"
	Send       = "sendleak"
	Range      = "rangeleak"
	Select     = "selectleak"
	NilChan    = "nilchan"
	Context    = "ctxleak"
	CtxIgnored = "ctxignored"
	Loop       = "loopleak"
	Ticker     = "tickerleak"
	Sleep      = "sleepleak"
	Wait       = "waitleak"
	Cond       = "condleak"
	Lock       = "lockleak"
	LockOrder  = "lockorder"
	Stop       = "stopleak"
	HTTP       = "httpleak"
	IO         = "ioleak"
	Pull       = "pullleak"
	Exec       = "execleak"
)

// A Kind is one pattern of goroutine leak.
type Kind struct {
	Name  string // the shared name, for instance "sendleak"
	Title string // what it is, in a few words, lowercase and without a full stop
}

// kinds is in the order in which the list is printed: channels, contexts,
// loops, synchronization, and things that were started and never stopped.
var kinds = []Kind{
	{Recv, "receive that nobody answers"},
	{Send, "send that nobody takes"},
	{Range, "range over a channel that is never closed"},
	{Select, "select without an exit"},
	{NilChan, "operation on a nil channel"},
	{Context, "wait on a context that is never canceled"},
	{CtxIgnored, "work that ignores the context at hand"},
	{Loop, "endless loop without an exit"},
	{Ticker, "ticker loop without an exit"},
	{Sleep, "sleep loop without an exit"},
	{Wait, "WaitGroup or errgroup that is never done"},
	{Cond, "condition that nobody signals"},
	{Lock, "lock that nobody releases"},
	{LockOrder, "locks taken in opposite orders"},
	{Stop, "started and never stopped"},
	{HTTP, "HTTP body, connection or server left open"},
	{IO, "read or write that nobody interrupts"},
	{Pull, "iter.Pull without stop"},
	{Exec, "subprocess that is not waited for"},
}

//go:embed pages/*.txt
var pages embed.FS

// All returns every kind, in the order of the documentation.
func All() []Kind { return append([]Kind(nil), kinds...) }

// Lookup returns the kind with the given name, and whether there is one.
func Lookup(name string) (Kind, bool) {
	for _, k := range kinds {
		if k.Name == name {
			return k, true
		}
	}
	return Kind{}, false
}

// Page returns the explanation of the kind: plain text in the syntax of Go doc
// comments (https://go.dev/doc/comment), with a wrong program, the right
// program, and the reason. It panics when k is not one of [All].
func (k Kind) Page() string {
	text, err := pages.ReadFile("pages/" + k.Name + ".txt")
	if err != nil {
		panic(fmt.Sprintf("leakkind: %q is not a kind of [All]: %v", k.Name, err))
	}
	return string(text)
}
