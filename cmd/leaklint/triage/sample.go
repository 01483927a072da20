package triage

import (
	"context"
	"fmt"
	"time"
)

// sample takes a series of one address itself: a capture at once, and then one in each
// interval, until all are taken. None is asked for before the one before has come, and an
// interval has passed since that was asked for: a server that answers late is not asked
// for what it has missed, and the series takes longer.
// Where it is interrupted, what has been taken is shown, as a failure.
func (o *options) sample(ctx context.Context, name string) (s *series, failed bool, err error) {
	all := int(o.period/o.every) + 1
	t := &taken{name: "", asNamed: true}
	var asked time.Time
	begin := time.Now()
	for i := range all {
		if !sleep(ctx, time.Until(o.due(i, begin, asked))) {
			break
		}
		asked = time.Now()
		c, at, err := o.await(ctx, name)
		switch {
		case ctx.Err() != nil:
		case err != nil && i == 0: // it will not be better an hour later
			return nil, true, err
		case err != nil:
			o.say("capture %d of %d: %v", i+1, all, err)
			failed = true
		default:
			failed = failed || len(c.faults) > 0
			t.add(c, name, at)
			o.say("capture %d of %d: %s", i+1, all, o.soFar(t))
		}
	}
	if len(t.counts) == 0 {
		return nil, true, fmt.Errorf("%s: no capture could be taken", shownName(name))
	}
	if ctx.Err() != nil {
		o.say("%v; what was taken until then is shown", context.Cause(ctx))
		failed = true
	}
	t.order()
	return &series{instances: []*taken{t}}, failed, nil
}

// due returns when capture i is asked for, in a series that has begun at a time, and in
// which the one before was asked for at another.
func (o *options) due(i int, begin, asked time.Time) time.Time {
	next := begin.Add(time.Duration(i) * o.every)
	if earliest := asked.Add(o.every); i > 0 && next.Before(earliest) {
		return earliest
	}
	return next
}

// soFar says how many goroutines there are, and how that has changed.
func (o *options) soFar(t *taken) string {
	now, before := t.counts[len(t.counts)-1].total, t.counts[0].total
	s := plural(now, "goroutine")
	if len(t.counts) > 1 {
		s += fmt.Sprintf(", %s since the first", signed(now-before))
	}
	return s
}

// sleep waits, and reports whether the context let it.
func sleep(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return ctx.Err() == nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
