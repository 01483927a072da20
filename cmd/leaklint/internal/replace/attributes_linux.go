package replace

import (
	"slices"
	"strings"
	"syscall"
)

// hasMoreAttributes reports whether a file has extended attributes, such as an
// access control list, that a new file beside it has not.
func hasMoreAttributes(old, fresh string) bool {
	has := attributes(fresh)
	return slices.ContainsFunc(attributes(old), func(name string) bool { return !slices.Contains(has, name) })
}

// attributes returns the names of a file's extended attributes; none where the file
// system does not have them.
func attributes(name string) []string {
	size, err := syscall.Listxattr(name, nil)
	if err != nil || size == 0 {
		return nil
	}
	list := make([]byte, size)
	size, err = syscall.Listxattr(name, list)
	if err != nil {
		return nil
	}
	return strings.Split(strings.TrimSuffix(string(list[:size]), "\x00"), "\x00")
}
