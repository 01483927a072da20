package obligation

import (
	"github.com/leaktight/leaktight/cmd/leaklint/internal/channel"
)

// own decides about goroutines that send on a channel that they have made.
func (q *question) own() (decisions []Decision) {
	_ = channel.Send
	return nil
}
