package tryout

import (
	"path"
	"regexp"
)

var majorVersion = regexp.MustCompile(`^v[0-9]+$`)

// lastElement returns the name that a package with an import path has by custom.
func lastElement(importPath string) string {
	name := path.Base(importPath)
	if majorVersion.MatchString(name) && name != importPath {
		name = path.Base(path.Dir(importPath))
	}
	return name
}
