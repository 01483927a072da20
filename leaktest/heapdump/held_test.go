package heapdump_test

import "testing"

// about is how many bytes a few goroutines may hold beside their blocks.
const about = 512 << 10

// TestRows compares what the dump of each row says with the contract. One block of each
// row may be missing: another stack may have its address, left there by a call that has
// returned.
func TestRows(t *testing.T) {
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			d := open(t, writeDump(t, r.name))
			own, twins := with(d, "alone"), with(d, "shared")
			if len(own) != each || len(twins) != each {
				t.Fatalf("the dump has %d and %d goroutines of the row, want %d of each", len(own), len(twins), each)
			}
			h, err := d.Held(own, twins)
			if err != nil {
				t.Fatal(err)
			}
			least, most := int64(0), int64(about)
			if r.held {
				least, most = (each-1)*int64(len(block{})), each*int64(len(block{}))+about
			}
			if got := h.Groups[0].Heap; got < least || got > most {
				t.Errorf("held %d bytes, want %d to %d: %s", got, least, most, r.reason)
			}
			if got := h.Groups[1].Heap; got > about {
				t.Errorf("the twin, to whose blocks something else refers, holds %d bytes, want about 0", got)
			}
		})
	}
}
