// Command candor is the one binary of Candor: the server, and every tool that
// works on a data folder.
//
// What it promises: results go to stdout and nothing else does; an error is one
// line on stderr, never a stack trace; with --json both are JSON. The exit
// status tells what happened:
//
//	0  done
//	1  refused or failed
//	2  wrong usage
//	3  the data folder or a part of it is missing, or another process has it open
//	4  a check found a difference
//
// Vocabulary: a data folder holds one installation and one process works on it
// at a time, so that the tools want the server stopped, but for candor merchant
// and candor fund, which a server in the folder serves as well; a sandbox is a
// folder whose clock may be advanced.
//
//	candor init --sandbox --dir data
//	candor replay orders.jsonl --dir data
//	candor serve --dir data
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"regexp"
	"slices"
	"syscall"

	"github.com/alecthomas/kong"
)

// commands is the command line. Its order is that of the help.
type commands struct {
	JSON bool `name:"json" help:"Write results and errors as JSON."`

	Init     initCommand     `cmd:"" help:"Make a data folder and its first operator key."`
	Serve    serveCommand    `cmd:"" help:"Serve the HTTP API."`
	Replay   replayCommand   `cmd:"" help:"Drive a file of marketplace orders through the platform."`
	Generate generateCommand `cmd:"" help:"Generate data to try things with."`
	Import   importCommand   `cmd:"" help:"Take in customers, or the access log of an older system."`
	Leak     leakCommand     `cmd:"" help:"Say whose data a leak can have affected, and where it came from."`
	Budgets  budgetsCommand  `cmd:"" help:"Say how many customers each role can see at most."`
	Export   exportCommand   `cmd:"" help:"Write the books, or a part of them, for other programs."`
	Verify   verifyCommand   `cmd:"" help:"Recompute the state from the command log alone, and compare."`
	Merchant merchantCommand `cmd:"" help:"Give merchants apps for the gateway, also while the server runs."`
	Fund     fundCommand     `cmd:"" help:"Run funds and distribute their income, also while the server runs."`
	Keys     keysCommand     `cmd:"" help:"Make and revoke API keys, and keep the root key of customers' data."`
	Phish    phishCommand    `cmd:"" help:"Find names and addresses that imitate others."`
	Bench    benchCommand    `cmd:"" help:"Measure this machine."`
	Version  versionCommand  `cmd:"" help:"Print the version."`
}

const description = `Candor, a payment platform in one binary.

Exit status: 0 done, 1 refused or failed, 2 wrong usage, 3 the data folder or
a part of it is missing, or another process has it open, 4 a check found a
difference.`

// shell is what a command runs in.
type shell struct {
	ctx    context.Context // ends with an interrupt
	stdin  io.Reader
	stdout io.Writer
	stderr *os.File
	json   bool
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	go keepHeadroom(ctx)
	sh := &shell{ctx: ctx, stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr}
	os.Exit(sh.run(os.Args[1:]))
}

// run carries out one command line and returns the exit status.
func (sh *shell) run(args []string) (status int) {
	// Kong parses flags one by one: an error of an earlier one is JSON too.
	sh.json = slices.Contains(args, "--json")
	defer func() {
		if fault := recover(); fault != nil {
			status = sh.fail(faultError(fault))
		}
	}()
	exited := false
	var c commands
	parser, err := kong.New(&c, kong.Name("candor"), kong.Description(description),
		kong.Writers(sh.stdout, sh.stderr), kong.Exit(func(int) { exited = true }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, FlagsLast: true, WrapUpperBound: 80}))
	if err != nil {
		return sh.fail(fmt.Errorf("read the command line: %w", err))
	}
	parsed, err := parser.Parse(asked(args))
	switch {
	case exited: // help was asked for, and is printed
		return exitDone
	case err != nil:
		return sh.fail(usage(err))
	}
	sh.json = c.JSON
	if err := parsed.Run(sh); err != nil {
		return sh.fail(err)
	}
	return exitDone
}

// asked returns what a command line asks for that other programs' users expect
// to work: none at all, help, and --version.
func asked(args []string) []string {
	switch {
	case len(args) == 0:
		return []string{"--help"}
	case args[0] == "help":
		return append(slices.Clone(args[1:]), "--help")
	case args[0] == "--version":
		return append([]string{"version"}, args[1:]...)
	}
	return withLosses(args)
}

// withLosses joins an amount below zero to its flag, which would be taken for a
// flag of its own otherwise.
func withLosses(args []string) []string {
	i := slices.Index(args, "--amount")
	if i < 0 || i+1 == len(args) || !loss.MatchString(args[i+1]) {
		return args
	}
	return slices.Concat(args[:i], []string{"--amount=" + args[i+1]}, args[i+2:])
}

var loss = regexp.MustCompile(`^-[0-9]`)

// faultError returns what a panic was for, as an error: a store that cannot be
// read panics with one.
func faultError(fault any) error {
	if err, ok := fault.(error); ok {
		return fmt.Errorf("internal fault: %w", err)
	}
	return fmt.Errorf("internal fault: %v", fault)
}

// interrupted says that the user ended the command, where that is why err is.
func (sh *shell) interrupted(err error) error {
	if err != nil && errors.Is(err, sh.ctx.Err()) {
		return errors.New("interrupted; what was done stays done")
	}
	return err
}
