package main

import (
	"fmt"
	"strings"
)

// A client is a module whose tests use one of the peers.
type client struct {
	module, version string
	peer            string
	fault           fault // none for a module of the command line
}

// given returns the client that the command line names as path@version.
func given(name string) (client, error) {
	path, version, ok := strings.Cut(name, "@")
	if !ok || path == "" || version == "" {
		return client{}, fmt.Errorf("-module %s: want path@version", name)
	}
	return client{module: path, version: version}, nil
}

// A fault is a Close, Stop or cancel that is taken out of a client.
type fault struct {
	test  string // the top-level test that leaks then
	edits []edit
}

// An edit replaces the first place of a text in a file of the module, counted
// from the beginning of the fault's test where that is in the file.
type edit struct{ file, old, new string }

const (
	goleak   = "go.uber.org/goleak"
	fortytw2 = "github.com/fortytw2/leaktest"
)

func (f fault) isNone() bool { return len(f.edits) == 0 }

// replacements are the import paths that take a peer's place.
var replacements = map[string]string{
	goleak:   "github.com/leaktight/leaktight/leaktest/goleak",
	fortytw2: "github.com/leaktight/leaktight/leaktest",
}

// peerVersions are the versions that are compared with.
var peerVersions = map[string]string{goleak: "v1.3.0", fortytw2: "v1.3.0"}

var clients = []client{
	{"go.uber.org/fx", "v1.24.0", goleak, fault{"TestShutdown", []edit{
		{"shutdown_test.go", "defer app.RequireStart().RequireStop()", "app.RequireStart()"}}}},
	{"go.uber.org/zap", "v1.28.0", goleak, fault{"TestBufferWriter", []edit{
		{"zapcore/buffered_write_syncer_test.go", "assert.NoError(t, bufsync.Stop())", ""}}}},
	{"github.com/jellydator/ttlcache/v3", "v3.4.1", goleak, fault{"Test_Cache_set", []edit{
		{"cache_test.go", "\tcl()\n\tc.Stop()\n", "\tcl()\n"}}}},
	{"github.com/uber-go/tally/v4", "v4.1.17", goleak, fault{"TestWriteReportLoop", []edit{
		{"scope_test.go", "defer closer.Close()", "_ = closer"}}}},
	// The connection also closes itself when its reader ends, and calls wait for
	// that: so that goes, too, and the calls get a deadline.
	{"github.com/Azure/go-amqp", "v1.7.0", fortytw2, fault{"TestFuzzConnCrashers", []edit{
		{"fuzz_test.go", "_ = client.Close()", "_ = client"},
		{"fuzz_test.go", "_ = client.Close()", "_ = client"},
		{"conn.go", "close(c.rxDone)\n\t\tc.close()", "close(c.rxDone)"},
		{"fuzz_test.go", "client.NewSession(context.Background()", "client.NewSession(" + shortContext},
		{"fuzz_test.go", "s.NewReceiver(context.Background()", "s.NewReceiver(" + shortContext},
		{"fuzz_test.go", "r.Receive(context.Background()", "r.Receive(" + shortContext}}}},
}

const shortContext = "func() context.Context { ctx, _ := context.WithTimeout(context.Background(), 50*time.Millisecond); return ctx }()"
