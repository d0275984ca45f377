package bench

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
)

// order is what a child process is to do: one of its fields is set.
type order struct {
	Load  *loadOrder  `json:"load,omitempty"`
	Write *writeOrder `json:"write,omitempty"`

	Gateway *gatewayOrder `json:"gateway,omitempty"`
	Fill    *fillOrder    `json:"fill,omitempty"`
	Income  *incomeOrder  `json:"income,omitempty"`
}

// Child does the part of a case that runs in a process of its own: it reads an
// order from in and writes one line of JSON to out when it is done. Only a Bench
// calls it, by way of Bench.Self.
func Child(ctx context.Context, in io.Reader, out io.Writer) error {
	var o order
	if err := json.NewDecoder(in).Decode(&o); err != nil {
		return fmt.Errorf("read order: %w", err)
	}
	var reply any
	var err error
	switch {
	case o.Load != nil:
		reply, err = o.Load.run(ctx)
	case o.Write != nil:
		return o.Write.run(ctx, out)
	case o.Gateway != nil:
		return o.Gateway.run(ctx, out)
	case o.Fill != nil:
		return o.Fill.run(ctx, out)
	case o.Income != nil:
		return o.Income.run(ctx, out)
	default:
		err = errors.New("an order for nothing")
	}
	if err != nil {
		return err
	}
	return json.NewEncoder(out).Encode(reply)
}

// child is a process that does a part of a case.
type child struct {
	cmd *exec.Cmd
	out *json.Decoder
}

// start gives the order to a process of its own.
func (b *Bench) start(ctx context.Context, o order) (*child, error) {
	if len(b.Self) == 0 {
		return nil, errors.New("start child: no command line for it")
	}
	cmd := exec.CommandContext(ctx, b.Self[0], b.Self[1:]...)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("start child: %w", err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("start child: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start child: %w", err)
	}
	c := &child{cmd, json.NewDecoder(out)}
	if err := errors.Join(json.NewEncoder(in).Encode(o), in.Close()); err != nil {
		return nil, errors.Join(fmt.Errorf("order child: %w", err), c.kill())
	}
	return c, nil
}

// wait reads the child's answer and waits for its end.
func (c *child) wait(reply any) error {
	err := c.out.Decode(reply)
	if werr := c.cmd.Wait(); werr != nil {
		return fmt.Errorf("child: %w", werr)
	}
	if err != nil {
		return fmt.Errorf("read child's answer: %w", err)
	}
	return nil
}

// kill ends the child as a power cut would, and waits until it is gone.
func (c *child) kill() error {
	if err := c.cmd.Process.Kill(); err != nil {
		return fmt.Errorf("kill child: %w", err)
	}
	_ = c.cmd.Wait() // says that it was killed
	return nil
}
