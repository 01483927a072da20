package main

// A client is a module whose tests use one of the peers.
type client struct {
	module, version string
	peer            string
	fault           fault
}

// A fault is a Close, Stop or cancel that is taken out of a client.
type fault struct {
	file     string // in the module
	old, new string // the first place is replaced, after the test's beginning where that is in the file
	test     string // the top-level test that leaks then
}

const (
	goleak   = "go.uber.org/goleak"
	fortytw2 = "github.com/fortytw2/leaktest"
)

// replacements are the import paths that take a peer's place.
var replacements = map[string]string{
	goleak:   "github.com/leaktight/leaktight/leaktest/goleak",
	fortytw2: "github.com/leaktight/leaktight/leaktest",
}

// peerVersions are the versions that are compared with.
var peerVersions = map[string]string{goleak: "v1.3.0", fortytw2: "v1.3.0"}

var clients = []client{
	{"go.uber.org/fx", "v1.24.0", goleak,
		fault{"shutdown_test.go", "defer app.RequireStart().RequireStop()", "app.RequireStart()", "TestShutdown"}},
	{"go.uber.org/zap", "v1.28.0", goleak,
		fault{"zapcore/buffered_write_syncer_test.go", "assert.NoError(t, bufsync.Stop())", "", "TestBufferWriter"}},
	{"github.com/jellydator/ttlcache/v3", "v3.4.1", goleak,
		fault{"cache_test.go", "\tcl()\n\tc.Stop()\n", "\tcl()\n", "Test_Cache_UpdateExpired"}},
	{"github.com/uber-go/tally/v4", "v4.1.17", goleak,
		fault{"scope_test.go", "defer closer.Close()", "_ = closer", "TestWriteReportLoop"}},
	{"github.com/Azure/go-amqp", "v1.7.0", fortytw2,
		fault{"fuzz_test.go", "_ = client.Close()", "_ = client", "TestFuzzConnCrashers"}},
}
