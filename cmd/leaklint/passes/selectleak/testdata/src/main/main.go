// Command main starts what lives as long as the process.
package main

import "net/http"

func main() {
	go block()
	startOnce()
	http.HandleFunc("/", handle)
	_ = http.ListenAndServe(":8080", nil)
}

func startOnce() { go block() }

func block() { select {} }

func handle(http.ResponseWriter, *http.Request) {
	go block() // want `goroutine ends in select {}, which blocks forever, so each call of handle leaves one behind`
}
