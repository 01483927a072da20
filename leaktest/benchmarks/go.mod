module github.com/leaktight/leaktight/leaktest/benchmarks

go 1.26.0

replace github.com/leaktight/leaktight => ../..

require (
	github.com/fortytw2/leaktest v1.3.0
	github.com/leaktight/leaktight v0.0.0-00010101000000-000000000000
	github.com/onsi/gomega v1.44.0
	go.uber.org/goleak v1.3.0
)

require (
	github.com/google/go-cmp v0.7.0 // indirect
	go.yaml.in/yaml/v3 v3.0.5 // indirect
	golang.org/x/net v0.56.0 // indirect
	golang.org/x/text v0.38.0 // indirect
)
