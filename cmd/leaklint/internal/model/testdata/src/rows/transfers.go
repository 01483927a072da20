package rows

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
)

func copied(ctx context.Context, body io.ReadCloser) error {
	go func() {
		<-ctx.Done()
		body.Close()
	}()
	_, err := io.Copy(io.Discard, body)
	return err
}

func limited(ctx context.Context, body io.ReadCloser, buf []byte) error {
	go func() {
		<-ctx.Done()
		body.Close()
	}()
	_, err := io.LimitReader(body, 3).Read(buf)
	return err
}

func buffered(ctx context.Context, body io.ReadCloser) error {
	go func() {
		<-ctx.Done()
		body.Close()
	}()
	_, err := bufio.NewReader(body).ReadByte()
	return err
}

func decoded(ctx context.Context, body io.ReadCloser) (n int, err error) {
	go func() {
		<-ctx.Done()
		body.Close()
	}()
	return n, json.NewDecoder(body).Decode(&n)
}
