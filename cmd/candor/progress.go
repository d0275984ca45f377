package main

import (
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// progress is the bar of a long command, or nil where nobody watches.
type progress struct{ bar *progressbar.ProgressBar }

// progress starts a bar on stderr if that is a terminal. All is how much there
// is to do; -1 when nobody knows.
func (sh *shell) progress(what string, all int) *progress {
	if sh.json || !term.IsTerminal(int(sh.stderr.Fd())) {
		return nil
	}
	return &progress{progressbar.NewOptions(all,
		progressbar.OptionSetWriter(sh.stderr),
		progressbar.OptionSetDescription(what),
		progressbar.OptionShowCount(),
		progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionClearOnFinish(),
	)}
}

// set says that so much of all is done. A bar that cannot be drawn is no reason
// to fail.
func (p *progress) set(done, all int) {
	if p == nil {
		return
	}
	if all != p.bar.GetMax() && all > 0 {
		p.bar.ChangeMax(all)
	}
	_ = p.bar.Set(done)
}

// end takes the bar off the screen.
func (p *progress) end() {
	if p != nil {
		_ = p.bar.Finish()
	}
}
