//go:build !linux

package replace

// hasMoreAttributes reports false: extended attributes are looked at on Linux only.
func hasMoreAttributes(string, string) bool { return false }
