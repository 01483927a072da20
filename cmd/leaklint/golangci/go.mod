module github.com/leaktight/leaktight/cmd/leaklint/golangci

go 1.26.0

replace github.com/leaktight/leaktight => ../../..

require (
	github.com/golangci/plugin-module-register v0.1.2
	github.com/google/go-cmp v0.7.0
	github.com/leaktight/leaktight v0.0.0-00010101000000-000000000000
	golang.org/x/tools v0.52.0
)
