// Package klog has the shape of k8s.io/klog.
package klog

var exit func(int)

func Fatal(args ...any) { exit(255) }
