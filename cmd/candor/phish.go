package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/candorpay/candor/internal/phish"
)

// phishCommand is candor phish.
type phishCommand struct {
	Check phishCheck `cmd:"" help:"Say whether a name or an address imitates a brand."`
}

// phishCheck is candor phish check.
type phishCheck struct {
	Text   string `arg:"" name:"text" help:"A name, a domain or a URL; - reads one a line from stdin."`
	Brands string `help:"Brands to protect besides the usual ones, one JSON object a line: id, names, domains, wide." placeholder:"FILE"`
	As     string `help:"How to take it: ${enum}." enum:"auto,name,url" default:"auto"`
}

// Help says what the flags do not.
func (*phishCheck) Help() string {
	return "What has a dot or a colon and no space is taken for an address, anything else for a name. " +
		"The exit status is 0 if all is clear, and 4 if anything is to be reviewed or refused."
}

// phishLineMax is the most bytes of a line that is checked.
const phishLineMax = 64 << 10

// phishReport is what was found about one text.
type phishReport struct {
	Text string `json:"text"`
	As   string `json:"as"` // name or url
	phish.Verdict
}

// errImitates says that a check found an imitation.
var errImitates = fmt.Errorf("something is to be reviewed or refused: %w", errDifference)

// Run checks what was given.
func (c *phishCheck) Run(sh *shell) error {
	checker, err := c.checker()
	if err != nil {
		return err
	}
	texts := io.Reader(strings.NewReader(c.Text))
	if c.Text == "-" {
		texts = sh.stdin
	}
	lines := bufio.NewScanner(texts)
	lines.Buffer(nil, phishLineMax)
	found := false
	for lines.Scan() {
		r := c.look(checker, strings.TrimSuffix(lines.Text(), "\r"))
		found = found || r.Level != phish.Clear
		if err := sh.print(r, phishText(r)); err != nil {
			return err
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("read a line: %w", err)
	}
	if found {
		return errImitates
	}
	return nil
}

// checker protects the usual brands and those of the file.
func (c *phishCheck) checker() (*phish.Checker, error) {
	brands := phish.DefaultBrands()
	if c.Brands != "" {
		f, err := os.Open(c.Brands)
		if err != nil {
			return nil, fmt.Errorf("open brands: %w", err)
		}
		text, err := io.ReadAll(io.LimitReader(f, phish.BrandsFileMax+1))
		if err := errors.Join(err, f.Close()); err != nil {
			return nil, fmt.Errorf("read brands: %w", err)
		}
		more, err := phish.ReadBrands(text)
		if err != nil {
			return nil, fmt.Errorf("read brands of %s: %w", c.Brands, err)
		}
		brands = append(brands, more...)
	}
	checker, err := phish.New(brands)
	if err != nil {
		return nil, fmt.Errorf("protect brands: %w", err)
	}
	return checker, nil
}

// look checks one text.
func (c *phishCheck) look(checker *phish.Checker, text string) phishReport {
	as := c.As
	if as == "auto" {
		as = "name"
		if strings.ContainsAny(text, ".:。．｡") && !strings.ContainsAny(strings.TrimSpace(text), " \u3000") {
			as = "url"
		}
	}
	if as == "name" {
		return phishReport{text, as, checker.Name(text)}
	}
	return phishReport{text, as, checker.URL(text)}
}

// phishText writes a report in one line.
func phishText(r phishReport) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %d %q", r.Level, r.Score, r.Text)
	if r.Brand != "" {
		fmt.Fprintf(&b, ", like %s", r.Brand)
	}
	for i, reason := range r.Reasons {
		fmt.Fprintf(&b, "%s %s %q", []string{":", ","}[min(i, 1)], reason.Code, reason.Seen)
	}
	return b.String() + "\n"
}
