package goroutine_test

import (
	"strings"
	"testing"
)

// FuzzParse: any bytes at all. Run it with
//
//	go test -run '^$' -fuzz FuzzParse -fuzztime 2m ./leaktest/goroutine
func FuzzParse(f *testing.F) {
	f.Add([]byte(""))
	f.Add([]byte(sample))
	f.Add([]byte(strings.ReplaceAll(sample, "\n", "\r\n")))
	f.Add([]byte("goroutine 1 [x labels:{\"a\": \"\\u00\"}]:\n\t\n(\n.(\n)\ncreated by \n...\n[originating from goroutine "))
	for _, release := range releases {
		for _, file := range []string{"", "-cgo", "-cgo-addresses", "-quit"} {
			dump := readCapture(f, release+file)
			f.Add(dump[:min(len(dump), 4000)])
			f.Add(dump[max(0, len(dump)-4000):])
		}
	}
	f.Fuzz(func(t *testing.T, dump []byte) { checkDump(t, dump) })
}

// FuzzSplice: real dumps, cut at two places, with another real dump's part and
// a few bytes in between.
func FuzzSplice(f *testing.F) {
	var dumps [][]byte
	for _, release := range releases {
		for _, file := range []string{"", "-cgo", "-quit"} {
			dumps = append(dumps, readCapture(f, release+file))
		}
	}
	f.Add(uint8(0), uint8(1), uint32(100), uint32(300), uint32(5000), "")
	f.Add(uint8(2), uint8(5), uint32(40000), uint32(60), uint32(60000), "\n")
	f.Add(uint8(3), uint8(4), uint32(17), uint32(30000), uint32(1), "goroutine 5 [")
	f.Fuzz(func(t *testing.T, i, j uint8, cut, from, to uint32, between string) {
		a, b := dumps[int(i)%len(dumps)], dumps[int(j)%len(dumps)]
		head := a[:int(cut)%(len(a)+1)]
		start := int(from) % (len(b) + 1)
		tail := b[start : start+int(to)%min(len(b)-start+1, 8192)]
		head = head[max(0, len(head)-8192):] // the rest before it takes time and shows nothing
		checkDump(t, []byte(string(head)+between+string(tail)))
	})
}
