// Package logrus has the shape of github.com/sirupsen/logrus.
package logrus

var exit func(int)

func Fatal(args ...any) { exit(1) }
