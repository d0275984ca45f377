package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"golang.org/x/sys/unix"

	"github.com/candorpay/candor/internal/api"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/seal"
)

// serveCommand is candor serve.
type serveCommand struct {
	folder
	Listen      string        `help:"Address to listen on, or a port of 127.0.0.1; port 0 takes a free one; by default ${default}." default:"127.0.0.1:8080" env:"CANDOR_LISTEN" placeholder:"HOST:PORT"`
	PublicURL   string        `help:"Where customers' browsers reach the server, for QR codes and the cashier; by default the address that it listens on." name:"public-url" env:"CANDOR_PUBLIC_URL" placeholder:"URL"`
	Sandbox     bool          `help:"If there is no data folder yet, make a sandbox." env:"CANDOR_SANDBOX"`
	Connections int           `help:"How many connections may be open; more wait." default:"4096" env:"CANDOR_CONNECTIONS" placeholder:"N"`
	Drain       time.Duration `help:"How long requests may take to end after an interrupt." default:"10s" env:"CANDOR_DRAIN"`
	LogFormat   string        `help:"Lines on stderr: ${enum}." enum:"text,json" default:"text" env:"CANDOR_LOG_FORMAT"`
	LogLevel    string        `help:"Least level of lines: ${enum}." enum:"debug,info,warn,error" default:"info" env:"CANDOR_LOG_LEVEL"`

	Anchor []string `help:"Where the head of the ledger of disclosures goes every ten seconds: a file on another disk, or an http or https address; may be given again." env:"CANDOR_ANCHOR" placeholder:"TARGET"`
	houseFlags
	tellFlags
}

// houseFlags say who writes to customers and regulators.
type houseFlags struct {
	Organisation   string `help:"On whose behalf notices and reports are written." env:"CANDOR_ORGANISATION" placeholder:"NAME"`
	Contact        string `help:"How customers reach the privacy officer, for notices and reports." env:"CANDOR_CONTACT" placeholder:"TEXT"`
	ReportLanguage string `help:"Of reports to regulators: ${enum}." enum:"zh,en" default:"en" env:"CANDOR_REPORT_LANGUAGE"`
}

func (h houseFlags) house() platform.House {
	return platform.House{Organisation: h.Organisation, Contact: h.Contact, Language: h.ReportLanguage}
}

// started is what a script needs to know of a server that has started.
type started struct {
	Listen   string    `json:"listen"`
	Version  string    `json:"version"`
	Key      string    `json:"operator_key,omitempty"`
	Founders []founder `json:"founders,omitempty"`
}

// Run serves until an interrupt. The address is taken first: a folder is not
// made, and its key not shown, for a server that cannot start.
func (c *serveCommand) Run(sh *shell) (err error) {
	if c.Connections < 1 {
		return usage(errors.New("--connections: 1 or more"))
	}
	if err := checkPublicURL(c.PublicURL); err != nil {
		return usage(err)
	}
	if err := seal.Harden(); err != nil {
		return fmt.Errorf("keep keys out of core dumps: %w", err)
	}
	logger, err := c.logger(sh)
	if err != nil {
		return err
	}
	listener, err := new(net.ListenConfig).Listen(sh.ctx, "tcp", c.address())
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	defer func() { _ = listener.Close() }() // the server has closed it already, if it came to that
	first, err := c.prepare(sh, listener.Addr())
	if err != nil {
		return err
	}
	p, err := c.open(platform.Options{
		Logger: logger, Anchors: c.Anchor, House: c.house(),
	})
	if err != nil {
		return err
	}
	defer func() {
		if cerr := p.Close(); cerr != nil {
			err = errors.Join(err, fmt.Errorf("close %s: %w", c.Dir, cerr))
		}
	}()
	if err := sheltered(p.VaultStatus(), listener.Addr()); err != nil {
		return err
	}
	tellKeys(p.VaultStatus(), c.root(), logger)
	defer serveLocal(c.Dir, p, logger)()
	url := "http://" + listener.Addr().String()
	if err := c.announce(sh, p, url, first); err != nil {
		return err
	}
	return c.serve(sh.ctx, p, listener, logger)
}

// address returns what to listen on. A port alone is one that only this machine
// reaches.
func (c *serveCommand) address() string {
	if _, err := strconv.ParseUint(c.Listen, 10, 16); err == nil {
		return net.JoinHostPort("127.0.0.1", c.Listen)
	}
	return c.Listen
}

// prepare makes the folder if there is none, and returns its first keys. A new
// folder's root key is in a file.
func (c *serveCommand) prepare(sh *shell, at net.Addr) (m made, err error) {
	_, err = platform.ReadFolder(c.Dir)
	if !errors.Is(err, platform.ErrNoFolder) {
		return m, err
	}
	if err := sheltered(seal.Status{Source: seal.FromFile}, at); err != nil {
		return m, err
	}
	m, err = c.make(sh, c.Sandbox, nil)
	if err == nil && !sh.json {
		err = sh.print(nil, m.text())
	}
	return m, err
}

func (c *serveCommand) announce(sh *shell, p *platform.Platform, url string, first made) error {
	kind := ""
	if p.Sandbox() {
		kind = ", a sandbox"
	}
	return sh.print(started{Listen: url, Version: thisBuild().Version, Key: first.Key, Founders: first.Founders},
		fmt.Sprintf("serving %s from %s%s\n", url, c.Dir, kind))
}

// serve answers requests until ctx ends or the platform can record no more.
func (c *serveCommand) serve(ctx context.Context, p *platform.Platform, l net.Listener, logger *slog.Logger) error {
	registry := prometheus.NewRegistry()
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	url := c.publicURL(l.Addr())
	if c.PublicURL == "" && everywhere(l.Addr()) {
		logger.Warn("QR codes, the cashier and bills name an address that no browser reaches: give --public-url", "url", url)
	}
	server := api.NewServer(handler(p, surface{url, logger, registry}))
	server.ErrorLog = slog.NewLogLogger(logger.Handler(), slog.LevelWarn)
	defer c.tell(ctx, p, logger)()
	served := make(chan error, 1)
	limited := api.LimitConnections(l, c.connections(logger))
	go func() { served <- server.Serve(limited) }()
	logger.Info("serving", "listen", l.Addr().String(), "dir", c.Dir, "version", thisBuild().Version)
	cause := watch(ctx, p, served)
	logger.Info("shutting down")
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), c.Drain)
	defer cancel()
	if err := server.Shutdown(drain); err != nil {
		cause = errors.Join(cause, fmt.Errorf("drain requests: %w", err), server.Close())
	}
	return cause
}

// connections returns how many connections may be open: as many as were asked
// for, but never half of the descriptors that the process may have. The log and
// the state need theirs.
func (c *serveCommand) connections(logger *slog.Logger) int {
	var files unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &files); err != nil {
		logger.Warn("the limit of open files is unknown", "error", err)
		return c.Connections
	}
	if most := max(1, (files.Cur-1)/2); uint64(c.Connections) > most {
		logger.Warn("fewer connections than asked for: raise the limit of open files",
			"connections", most, "asked", c.Connections, "open_files", files.Cur)
		return int(most)
	}
	return c.Connections
}

// watchEvery is how often a server looks whether it can still record.
const watchEvery = time.Second

// watch waits for the end: nil when it was asked for. A node that cannot write
// has stopped acknowledging; it ends, so that whoever supervises it sees.
func watch(ctx context.Context, p *platform.Platform, served <-chan error) error {
	ticker := time.NewTicker(watchEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case err := <-served:
			if errors.Is(err, http.ErrServerClosed) {
				return nil
			}
			return fmt.Errorf("serve: %w", err)
		case <-ticker.C:
			if err := p.Ready(); err != nil {
				return fmt.Errorf("record commands: %w", err)
			}
		}
	}
}

// logger returns the handler of lines on stderr.
func (c *serveCommand) logger(sh *shell) (*slog.Logger, error) {
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.LogLevel)); err != nil {
		return nil, usage(fmt.Errorf("--log-level: %w", err))
	}
	options := &slog.HandlerOptions{Level: level}
	if c.LogFormat == "json" {
		return slog.New(api.Redact(slog.NewJSONHandler(sh.stderr, options))), nil
	}
	return slog.New(api.Redact(slog.NewTextHandler(sh.stderr, options))), nil
}
