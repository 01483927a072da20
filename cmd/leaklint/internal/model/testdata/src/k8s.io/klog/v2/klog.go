// Package klog has the shape of k8s.io/klog/v2.
package klog

var exit func(int)

func Fatal(args ...any) { exit(255) }
