package a

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"os/exec"
	"testing"
)

// A writer waits until somebody reads, or closes one of the ends.

func pipeWriter(src io.Reader, dst io.Writer) error {
	pr, pw := io.Pipe()
	go func() { // want `pipeWriter may return an error without reading from the pipe or closing it, which leaves this goroutine writing to it forever`
		io.Copy(pw, src)
		pw.Close()
	}()
	if err := may(); err != nil {
		return err
	}
	_, err := io.Copy(dst, pr)
	return err
}

func pipeWriterCloses(src io.Reader, dst io.Writer) error {
	pr, pw := io.Pipe()
	go func() {
		io.Copy(pw, src)
		pw.Close()
	}()
	if err := may(); err != nil {
		pr.CloseWithError(err)
		return err
	}
	_, err := io.Copy(dst, pr)
	return err
}

func pipeWriterDeferred(src io.Reader, dst io.Writer) error {
	pr, pw := io.Pipe()
	defer pr.Close()
	go io.Copy(pw, src)
	if err := may(); err != nil {
		return err
	}
	_, err := io.Copy(dst, pr)
	return err
}

// Either end will do.
func pipeWriterClosesOwn(src io.Reader, dst io.Writer) error {
	pr, pw := io.Pipe()
	go io.Copy(pw, src)
	if err := may(); err != nil {
		pw.Close()
		return err
	}
	_, err := io.Copy(dst, pr)
	return err
}

func pipeEncoder(v any) error {
	pr, pw := io.Pipe()
	go encode(pw, v) // want `pipeEncoder may return an error without reading from the pipe or closing it`
	if err := may(); err != nil {
		return err
	}
	return decode(pr)
}

func encode(w *io.PipeWriter, v any) { w.CloseWithError(json.NewEncoder(w).Encode(v)) }

func decode(r io.Reader) error { return json.NewDecoder(r).Decode(new(int)) }

// Post closes what it is given.
func post(url string, v any) error {
	pr, pw := io.Pipe()
	go func() {
		defer pw.Close()
		json.NewEncoder(pw).Encode(v)
	}()
	resp, err := http.Post(url, "", pr)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// A request that could not be made has no body, one that was not sent leaves it.
func request(url string, v any) error {
	pr, pw := io.Pipe()
	go func() { // want `request may return an error without reading from the pipe or closing it`
		defer pw.Close()
		json.NewEncoder(pw).Encode(v)
	}()
	req, err := http.NewRequest("POST", url, pr)
	if err != nil {
		return err
	}
	req.Header.Set("Accept", "text/plain")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func requestFirst(url string, v any) error {
	pr, pw := io.Pipe()
	req, err := http.NewRequest("POST", url, pr)
	if err != nil {
		return err
	}
	go func() {
		defer pw.Close()
		json.NewEncoder(pw).Encode(v)
	}()
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func requestCloses(ctx context.Context, url string, v any) error {
	pr, pw := io.Pipe()
	go encode(pw, v)
	req, err := http.NewRequestWithContext(ctx, "POST", url, pr)
	if err != nil {
		pr.Close()
		return err
	}
	req = req.WithContext(ctx)
	return do(req)
}

func requestReturned(url string, v any) (*http.Request, error) {
	pr, pw := io.Pipe()
	go encode(pw, v)
	return http.NewRequest("POST", url, pr)
}

func do(*http.Request) error { return nil }

// Handed on.

func pipeReturned(v any) io.Reader {
	pr, pw := io.Pipe()
	go encode(pw, v)
	return pr
}

func pipeReturnedUnless(v any) (io.ReadCloser, error) {
	pr, pw := io.Pipe()
	go encode(pw, v) // want `pipeReturnedUnless may return an error without reading from the pipe or closing it`
	if err := may(); err != nil {
		return nil, err
	}
	return pr, nil
}

func pipeReturnedUsed(v any) error {
	r, err := pipeReturnedUnless(v) // want `pipeReturnedUsed may return an error without a call of Close or CloseWithError, which leaves the goroutine that pipeReturnedUnless starts running forever`
	if err != nil {
		return err
	}
	if err := may(); err != nil {
		return err
	}
	return decode(r)
}

func pipeReturnedReads(v any) error {
	r, err := pipeReturnedUnless(v)
	if err != nil {
		return err
	}
	return decode(r)
}

type upload struct{ body io.Reader }

func pipeStored(u *upload, v any) {
	pr, pw := io.Pipe()
	go encode(pw, v)
	u.body = pr
}

func pipeCommand(name string, v any) error {
	pr, pw := io.Pipe()
	go encode(pw, v)
	cmd := exec.Command(name)
	cmd.Stdin = pr
	return cmd.Run()
}

func pipeWatched(ctx context.Context, v any) error {
	pr, pw := io.Pipe()
	stop := context.AfterFunc(ctx, func() { pr.CloseWithError(ctx.Err()) })
	defer stop()
	go encode(pw, v)
	return may()
}

func pipeCleanup(t *testing.T, v any) {
	pr, pw := io.Pipe()
	t.Cleanup(func() { pr.Close() })
	go encode(pw, v)
	if may() != nil {
		return
	}
	decode(pr)
}

// Both ends are at work.
func pipeBoth(src io.Reader, dst io.Writer) error {
	pr, pw := io.Pipe()
	go io.Copy(dst, pr)
	go func() {
		io.Copy(pw, src)
		pw.Close()
	}()
	return may()
}

// What it writes to is not the pipe.
func pipeUnused(dst io.Writer) error {
	pr, pw := io.Pipe()
	go func() {
		fmt.Fprintln(dst, "done")
		pw.Close()
	}()
	if err := may(); err != nil {
		return err
	}
	return decode(pr)
}

// A reader waits until the pipe is closed, whatever is written.

func pipeReader(dst io.Writer) error {
	pr, pw := io.Pipe()
	go io.Copy(dst, pr) // want `pipeReader may return an error without closing the pipe, which leaves this goroutine reading from it forever`
	if _, err := fmt.Fprintln(pw, "first"); err != nil {
		return err
	}
	return pw.Close()
}

func pipeReaderCloses(dst io.Writer) error {
	pr, pw := io.Pipe()
	go io.Copy(dst, pr)
	if _, err := fmt.Fprintln(pw, "first"); err != nil {
		pw.CloseWithError(err)
		return err
	}
	return pw.Close()
}

func pipeReaderDeferred(dst io.Writer) error {
	pr, pw := io.Pipe()
	defer pw.Close()
	go io.Copy(dst, pr)
	_, err := fmt.Fprintln(pw, "first")
	return err
}

func pipeScanner(name string) error {
	pr, pw := io.Pipe()
	go func() { // want `pipeScanner may return an error without closing the pipe`
		for lines := bufio.NewScanner(pr); lines.Scan(); {
			log.Print(lines.Text())
		}
	}()
	cmd := exec.Command(name)
	cmd.Stdout = pw
	if err := cmd.Run(); err != nil {
		return err
	}
	return pw.Close()
}

// It reads until it has seen enough.
func pipeFirst(name string) error {
	pr, pw := io.Pipe()
	go func() {
		for lines := bufio.NewScanner(pr); lines.Scan(); {
			if lines.Text() != "" {
				return
			}
		}
	}()
	if err := json.NewEncoder(pw).Encode(name); err != nil {
		return err
	}
	return pw.Close()
}

func pipeLoop(v any) error {
	pr, pw := io.Pipe()
	go func() { // want `pipeLoop may return an error without closing the pipe`
		buf := make([]byte, 1)
		for {
			if _, err := pr.Read(buf); err != nil {
				return
			}
		}
	}()
	if err := json.NewEncoder(pw).Encode(v); err != nil {
		return err
	}
	return pw.Close()
}

func pipeHelper(v any) error {
	pr, pw := io.Pipe()
	go func() { drain(pr) }() // want `pipeHelper may return an error without closing the pipe`
	if err := json.NewEncoder(pw).Encode(v); err != nil {
		return err
	}
	return pw.Close()
}

func drain(r io.Reader) { io.Copy(io.Discard, r) }

// Whoever writes may close it.

type output struct{ w io.Writer }

func (o *output) finish() {
	if c, ok := o.w.(io.Closer); ok {
		c.Close()
	}
}

func pipeHanded(dst io.Writer, use func(io.Writer) error) error {
	pr, pw := io.Pipe()
	go io.Copy(dst, pr)
	return use(pw)
}

func pipeFinished(dst io.Writer) error {
	pr, pw := io.Pipe()
	go io.Copy(dst, pr)
	o := &output{pw}
	defer o.finish()
	return may()
}

// A logger has it as long as it lives.
func pipeLogger() *log.Logger {
	pr, pw := io.Pipe()
	go drain(pr)
	return log.New(pw, "", 0)
}

func pipeLog() {
	pr, pw := io.Pipe()
	go drain(pr)
	log.SetOutput(pw)
}

func pipeEncoderReturned() *json.Encoder {
	pr, pw := io.Pipe()
	go drain(pr)
	return json.NewEncoder(pw)
}

func pipeWaits(dst io.Writer) error {
	pr, pw := io.Pipe()
	done := make(chan error, 1)
	go func() {
		_, err := io.Copy(dst, pr)
		done <- err
	}()
	if _, err := fmt.Fprintln(pw, "first"); err != nil {
		return <-done
	}
	if dst == os.Stdout {
		return errors.Join(pw.Close(), <-done)
	}
	pw.Close()
	return <-done
}

// Whoever reads to the end need not cancel.
func filtered(in io.Reader) (io.Reader, func(error)) {
	pr, pw := io.Pipe()
	go func() {
		_, err := io.Copy(pw, in)
		pw.CloseWithError(err)
	}()
	return pr, func(err error) { pw.CloseWithError(err) }
}

func filteredUsed(in io.Reader) error {
	r, discard := filtered(in)
	if err := decode(r); err != nil {
		discard(err)
		return err
	}
	return nil
}
