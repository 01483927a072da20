package engine

import "flag"

// ChecksNothing reports whether this process runs no tests of its own.
func ChecksNothing() bool {
	return FlagValue("test.fuzzworker") == "true" || FlagValue("test.list") != ""
}

// Verbose reports whether go test has the flag -v, or -json.
func Verbose() bool {
	v := FlagValue("test.v")
	return v != "" && v != "false"
}

// FlagValue returns the value of a flag of the test binary, "" where there is
// no such flag.
func FlagValue(name string) string {
	if f := flag.Lookup(name); f != nil {
		return f.Value.String()
	}
	return ""
}
