package bench

import (
	"bufio"
	"bytes"
	"context"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strconv"
	"sync"
	"time"
)

// gatewayOrder asks a child to send the requests of a gateway's case: those of a
// cycle one after the other, each client a cycle at a time.
type gatewayOrder struct {
	Address string `json:"address"`
	File    string `json:"file"` // a form a line
	Clients int    `json:"clients"`
	Key     []byte `json:"key"` // the gateway's public key, PKIX
}

// run says when it has read the requests, then what was waited, and then, when all
// answers were verified, says it again.
func (o *gatewayOrder) run(ctx context.Context, out io.Writer) error {
	requests, err := o.requests()
	if err != nil {
		return err
	}
	say := json.NewEncoder(out)
	if err := say.Encode(loadReply{}); err != nil {
		return fmt.Errorf("say ready: %w", err)
	}
	answers := make([][]byte, len(requests))
	m := newMeter()
	start := time.Now()
	if err := o.send(ctx, requests, answers, m); err != nil {
		return err
	}
	reply := loadReply{Nanoseconds: int64(time.Since(start))}
	reply.P50, reply.P99, reply.P100 = m.quantiles()
	if err := say.Encode(reply); err != nil {
		return fmt.Errorf("say what was waited: %w", err)
	}
	if err := o.verify(answers); err != nil {
		return err
	}
	return say.Encode(reply)
}

// requests returns the requests as they are sent.
func (o *gatewayOrder) requests() ([][]byte, error) {
	forms, err := os.ReadFile(o.File)
	if err != nil {
		return nil, fmt.Errorf("read requests: %w", err)
	}
	var requests [][]byte
	for form := range bytes.Lines(forms) {
		form = bytes.TrimSuffix(form, []byte("\n"))
		requests = append(requests, fmt.Appendf(nil, "POST /gateway.do HTTP/1.1\r\nHost: candor\r\n"+
			"Content-Type: application/x-www-form-urlencoded;charset=utf-8\r\nContent-Length: %d\r\n\r\n%s", len(form), form))
	}
	return requests, nil
}

// send sends all, and keeps the answers.
func (o *gatewayOrder) send(ctx context.Context, requests, answers [][]byte, m *meter) error {
	errs := make([]error, o.Clients)
	var clients sync.WaitGroup
	for n := range o.Clients {
		clients.Go(func() {
			errs[n] = o.client(ctx, n, requests, answers, m)
		})
	}
	clients.Wait()
	return errors.Join(errs...)
}

// client sends every Clients-th cycle on a connection of its own.
func (o *gatewayOrder) client(ctx context.Context, n int, requests, answers [][]byte, m *meter) error {
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", o.Address)
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	defer func() { _ = conn.Close() }()
	in := bufio.NewReader(conn)
	for cycle := n * gatewayCycle; cycle < len(requests); cycle += o.Clients * gatewayCycle {
		for i := cycle; i < cycle+gatewayCycle; i++ {
			start := time.Now()
			if _, err := conn.Write(requests[i]); err != nil {
				return fmt.Errorf("send: %w", err)
			}
			if answers[i], err = readAnswer(in); err != nil {
				return fmt.Errorf("request %d: %w", i, err)
			}
			m.record(n, time.Since(start))
		}
	}
	return nil
}

// readAnswer reads an answer's body.
func readAnswer(in *bufio.Reader) ([]byte, error) {
	length := -1
	for line := []byte("-"); len(line) > 0; {
		var err error
		if line, err = in.ReadSlice('\n'); err != nil {
			return nil, fmt.Errorf("read answer: %w", err)
		}
		line = bytes.TrimSpace(line)
		if value, ok := bytes.CutPrefix(line, []byte("Content-Length: ")); ok {
			if length, err = strconv.Atoi(string(value)); err != nil {
				return nil, fmt.Errorf("read answer: %w", err)
			}
		}
	}
	if length < 0 {
		return nil, errors.New("read answer: no Content-Length")
	}
	body := make([]byte, length)
	_, err := io.ReadFull(in, body)
	return body, err
}

// verify checks each answer's signature, and that it says that all was done.
func (o *gatewayOrder) verify(answers [][]byte) error {
	parsed, err := x509.ParsePKIXPublicKey(o.Key)
	if err != nil {
		return fmt.Errorf("parse the gateway's key: %w", err)
	}
	key, ok := parsed.(*rsa.PublicKey)
	if !ok {
		return errors.New("the gateway's key is not RSA")
	}
	return inParallel(len(answers), func(i int) error {
		from, to := bytes.Index(answers[i], []byte(`_response":`)), bytes.LastIndex(answers[i], []byte(`,"sign":"`))
		if from < 0 || to < from {
			return fmt.Errorf("answer %d has no signature: %s", i, answers[i])
		}
		text := answers[i][from+len(`_response":`) : to]
		sign, err := base64.StdEncoding.DecodeString(string(bytes.TrimSuffix(answers[i][to+len(`,"sign":"`):], []byte(`"}`))))
		if err != nil {
			return fmt.Errorf("answer %d: %w", i, err)
		}
		sum := sha256.Sum256(text)
		if err := rsa.VerifyPKCS1v15(key, crypto.SHA256, sum[:], sign); err != nil {
			return fmt.Errorf("answer %d: %w", i, err)
		}
		if !bytes.Contains(text, []byte(`"code":"10000"`)) {
			return fmt.Errorf("request %d was answered %s", i, text)
		}
		return nil
	})
}
