package driver

import (
	"bytes"
	"io"
	"strings"
)

// heldMessages keeps the messages of a run of go vet until it is known whether it
// is repeated, and reads in them which packages failed.
type heldMessages struct {
	w      io.Writer
	text   bytes.Buffer
	pkg    string          // that the go command speaks of
	failed map[string]bool // import paths of what does not build
}

func newHeldMessages(w io.Writer) *heldMessages {
	return &heldMessages{w: w, failed: make(map[string]bool)}
}

// Write takes whole lines. What the go command does now is not kept back.
func (h *heldMessages) Write(p []byte) (int, error) {
	for line := range strings.Lines(string(p)) {
		if strings.HasPrefix(line, "go: downloading ") {
			if _, err := io.WriteString(h.w, line); err != nil {
				return 0, err
			}
			continue
		}
		if path, ok := strings.CutPrefix(line, "# "); ok && !strings.HasPrefix(path, "[") {
			h.pkg, _, _ = strings.Cut(strings.TrimSpace(path), " ") // without the variant
			h.failed[h.pkg] = true
		}
		if strings.Contains(line, ": internal error in package ") || strings.Contains(line, clearCache) {
			h.failed[h.pkg] = false // it builds; no tests are to blame
		}
		h.text.WriteString(line)
	}
	return len(p), nil
}

// release writes what was kept.
func (h *heldMessages) release() {
	_, _ = h.text.WriteTo(h.w) // there is nobody to tell
}
