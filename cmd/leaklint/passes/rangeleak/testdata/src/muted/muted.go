// Package muted ranges over channels on which signals come, until they are stopped.
package muted

import (
	"os"
	"os/exec"
	"os/signal"
)

func forward(cmd *exec.Cmd) error {
	sigs := make(chan os.Signal, 1)
	signal.Notify(sigs)
	defer signal.Stop(sigs)
	if err := cmd.Start(); err != nil {
		return err
	}
	go func() { // want `forward stops what comes from sigs and does not close it, which leaves this goroutine in its range forever`
		for s := range sigs {
			cmd.Process.Signal(s)
		}
	}()
	return cmd.Wait()
}

func forwardUntilClosed(cmd *exec.Cmd) error {
	sigs := make(chan os.Signal, 1)
	signal.Notify(sigs)
	if err := cmd.Start(); err != nil {
		signal.Stop(sigs)
		return err
	}
	defer close(sigs)
	defer signal.Stop(sigs)
	go func() {
		for s := range sigs {
			cmd.Process.Signal(s)
		}
	}()
	return cmd.Wait()
}

type proxy struct{ sigs chan os.Signal }

func (p *proxy) run(cmd *exec.Cmd) {
	for s := range p.sigs {
		cmd.Process.Signal(s)
	}
}

func forwardBy(cmd *exec.Cmd) error {
	p := &proxy{sigs: make(chan os.Signal, 8)}
	signal.Notify(p.sigs)
	go p.run(cmd) // want `forwardBy stops what comes from sigs and does not close it`
	defer func() {
		signal.Stop(p.sigs)
	}()
	return cmd.Run()
}

type closing struct{ sigs chan os.Signal }

func (c *closing) run(cmd *exec.Cmd) {
	for s := range c.sigs {
		cmd.Process.Signal(s)
	}
}

func (c *closing) end() {
	signal.Stop(c.sigs)
	close(c.sigs)
}

func forwardByClosing(cmd *exec.Cmd) error {
	c := &closing{sigs: make(chan os.Signal, 8)}
	signal.Notify(c.sigs)
	go c.run(cmd)
	defer c.end()
	return cmd.Run()
}

// reload lasts as long as signals come.
func reload(f func()) {
	hups := make(chan os.Signal, 1)
	signal.Notify(hups)
	go func() {
		for range hups {
			f()
		}
	}()
}
