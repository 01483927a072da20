package triage

import (
	"net/url"
	"os"
	"regexp"
	"strings"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/printable"
)

// isURL reports whether the name of a capture is to be fetched. Nothing else ever
// is.
func isURL(name string) bool {
	lower := strings.ToLower(name)
	return strings.HasPrefix(lower, "http://") || strings.HasPrefix(lower, "https://")
}

// hostAndPort matches an address without a scheme: host:port or :port, and what
// may follow. A user may stand before it.
var hostAndPort = regexp.MustCompile(`(?s)^([^/]*@)?(\[[0-9A-Za-z:.%]+\]|[0-9A-Za-z._-]*):[0-9]{1,5}([/?#].*)?$`)

// address returns the name of a capture with http:// before an address that has
// no scheme. A file of that name is no address.
func address(name string) string {
	if isURL(name) || !hostAndPort.MatchString(name) {
		return name
	}
	if _, err := os.Lstat(name); err == nil {
		return name
	}
	if strings.HasPrefix(name, ":") {
		name = "localhost" + name
	}
	return "http://" + name
}

// shownName is how a capture is called in messages and pages: without anything
// secret, and in one line.
func shownName(name string) string {
	switch {
	case name == "-":
		return "standard input"
	case strings.Contains(name, "://"):
		return shownURL(name)
	case strings.Contains(name, "/debug/pprof") && strings.ContainsAny(name, "@?#"): // without its scheme
		return strings.TrimPrefix(shownURL("http://"+name), "http://")
	}
	return printable.Text(name)
}

// shownURL returns a URL without what may be secret in it: the user, the fragment,
// and all of the query but what net/http/pprof knows. Of a URL that is not
// understood, or has an @ where a password with a slash in it would leave one,
// the scheme alone is shown.
func shownURL(raw string) string {
	scheme, _, _ := strings.Cut(raw, ":")
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || strings.Contains(u.Host, "@") || hasAt(u) {
		return printable.Text(scheme) + "://..."
	}
	shown := scheme + "://" + u.Host + u.EscapedPath()
	if u.RawQuery != "" {
		shown += "?" + shownQuery(u.RawQuery)
	}
	return printable.Text(shown)
}

// hasAt reports whether an @ stands behind the host.
func hasAt(u *url.URL) bool {
	return strings.Contains(u.EscapedPath(), "@") || strings.Contains(u.RawQuery, "@") || strings.Contains(u.EscapedFragment(), "@")
}

// pprofParameter matches a parameter of net/http/pprof. None of them is secret.
var pprofParameter = regexp.MustCompile(`^(debug|gc|seconds)=[0-9]{1,6}$`)

// shownQuery keeps the parameters that are known, and says that there are more.
func shownQuery(query string) string {
	var shown []string
	more := false
	for parameter := range strings.SplitSeq(query, "&") {
		if pprofParameter.MatchString(parameter) {
			shown = append(shown, parameter)
		} else {
			more = true
		}
	}
	if more {
		shown = append(shown, "...")
	}
	return strings.Join(shown, "&")
}

// withoutSecrets replaces, in a message that was written by others, the arguments
// that are URLs by what may be shown of them.
func withoutSecrets(message string, args []string) string {
	for _, arg := range args {
		if flag, value, ok := strings.Cut(arg, "="); ok && strings.HasPrefix(flag, "-") {
			arg = value // -diff=URL
		}
		if name := address(arg); isURL(name) {
			message = strings.ReplaceAll(message, arg, shownURL(name))
		}
	}
	return message
}
