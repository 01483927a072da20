package driver

import (
	"bytes"
	"context"
	"io"
	"strings"
)

// heldMessages keeps the messages of a run of go vet until it is known whether it
// is repeated, and reads in them which packages failed.
type heldMessages struct {
	w      io.Writer
	text   bytes.Buffer
	failed map[string]bool // import paths
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
			path, _, _ = strings.Cut(strings.TrimSpace(path), " ") // without the variant
			h.failed[path] = true
		}
		h.text.WriteString(line)
	}
	return len(p), nil
}

// release writes what was kept, unless the run was interrupted: then all that
// counts is that.
func (h *heldMessages) release(ctx context.Context) {
	if ctx.Err() == nil {
		_, _ = h.text.WriteTo(h.w) // there is nobody to tell
	}
}
