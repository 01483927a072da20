package driver

import (
	"net/url"
	"strings"
)

// uri returns a path with forward slashes as a URI reference (RFC 3986), whose
// bytes are percent-encoded where they have to be: relative as it is, absolute
// with the scheme file. A path of Windows may begin with a drive (C:/x.go) or a
// machine (//machine/share/x.go).
func uri(path string) string {
	switch {
	case strings.HasPrefix(path, "//"):
		machine, rest, _ := strings.Cut(path[2:], "/")
		return (&url.URL{Scheme: "file", Host: machine, Path: "/" + rest}).String()
	case strings.HasPrefix(path, "/"):
		return (&url.URL{Scheme: "file", Path: path}).String()
	case len(path) > 2 && path[1:3] == ":/":
		return (&url.URL{Scheme: "file", Path: "/" + path}).String()
	}
	return (&url.URL{Path: path}).String()
}
