// Package b waits in functions of package a: facts say what for.
package b

import (
	"a"
	"context"
)

func start(ctx context.Context, f func()) {
	go a.Loop(context.Background(), f) // want `goroutine ends only with context.Background, which is never done, so each call of start leaves one behind`
	go a.Loop(ctx, f)
	go func() { // want `goroutine ends only with context.TODO`
		a.Until(f, context.TODO().Done())
	}()
	go a.Until(f, ctx.Done())
}
