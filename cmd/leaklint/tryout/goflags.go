package tryout

import "strings"

// A flagKind is what has to be known of a flag of go test to find the packages on a
// command line, and the flags that go list needs to find the same ones.
type flagKind struct {
	value bool // it takes one, which may be the next argument
	build bool // go list knows it, and may answer differently because of it
}

var (
	buildBool  = flagKind{build: true}
	buildValue = flagKind{build: true, value: true}
	testBool   = flagKind{}
	testValue  = flagKind{value: true}
)

// goFlags are the flags of go test, of Go 1.26 and 1.27.
var goFlags = map[string]flagKind{
	"a": testBool, "asan": buildBool, "asmflags": buildValue, "buildmode": buildValue, "buildvcs": buildValue,
	"compiler": buildValue, "cover": testBool, "covermode": testValue, "coverpkg": testValue,
	"gccgoflags": buildValue, "gcflags": buildValue, "installsuffix": buildValue, "ldflags": buildValue,
	"linkshared": buildBool, "mod": buildValue, "modcacherw": buildBool, "modfile": buildValue, "msan": buildBool,
	"n": testBool, "overlay": buildValue, "p": testValue, "pgo": buildValue, "pkgdir": buildValue, "race": buildBool,
	"tags": buildValue, "toolexec": testValue, "trimpath": buildBool, "v": testBool, "work": testBool, "x": testBool,

	"artifacts": testBool, "bench": testValue, "benchmem": testBool, "benchtime": testValue, "blockprofile": testValue,
	"blockprofilerate": testValue, "c": testBool, "count": testValue, "coverprofile": testValue, "cpu": testValue,
	"cpuprofile": testValue, "exec": testValue, "failfast": testBool, "fullpath": testBool, "fuzz": testValue,
	"fuzzminimizetime": testValue, "fuzztime": testValue, "json": testBool, "memprofile": testValue,
	"memprofilerate": testValue, "mutexprofile": testValue, "mutexprofilefraction": testValue, "o": testValue,
	"outputdir": testValue, "parallel": testValue, "run": testValue, "short": testBool, "shuffle": testValue,
	"skip": testValue, "timeout": testValue, "trace": testValue, "vet": testValue,
}

// kindOf returns the kind of the flag of go test that an argument is, and whether
// there is such a flag. Those of the test binary may be written with its prefix.
func kindOf(name string) (flagKind, bool) {
	kind, ok := goFlags[strings.TrimPrefix(name, "test.")]
	return kind, ok
}

// splitFlag returns the name of the flag that an argument is, and its value where
// that stands in the same argument.
func splitFlag(arg string) (name, value string, hasValue bool) {
	name, value, hasValue = strings.Cut(strings.TrimPrefix(strings.TrimPrefix(arg, "-"), "-"), "=")
	return name, value, hasValue
}
