// Package zap has the shape of go.uber.org/zap.
package zap

type Logger struct{ fatal func() }

func (l *Logger) Fatal(msg string) { l.fatal() }
