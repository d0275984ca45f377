package main

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/money"
)

// exportStatement is candor export statement.
type exportStatement struct {
	folder
	ID     string `help:"The wallet or merchant." required:"" placeholder:"ID"`
	From   string `help:"First day, such as 2018-01-31, or moment, such as 2018-01-31T12:00:00Z." placeholder:"TIME"`
	To     string `help:"Last day, included, or moment, not included." placeholder:"TIME"`
	Format string `help:"How to write it: ${enum}." enum:"csv,json" default:"csv"`
	Zone   string `help:"Whose days they are, as in candor export journal." default:"Beijing"`
	Out    string `help:"File to write." default:"-" placeholder:"FILE"`
}

// Run writes the statement.
func (c *exportStatement) Run(sh *shell) error {
	zone, err := parseZone(c.Zone)
	if err != nil {
		return err
	}
	request, err := c.request(zone)
	if err != nil {
		return err
	}
	return sh.interrupted(c.with(func(p *platform.Platform) error {
		out, err := sh.create(c.Out)
		if err != nil {
			return err
		}
		if err := c.write(sh, p, request, out, zone); err != nil {
			return out.discard(err)
		}
		return out.Close()
	}))
}

// request reads the flags that say whose statement and when.
func (c *exportStatement) request(zone *time.Location) (r platform.StatementRequest, err error) {
	if r.Owner, err = parseID("--id", c.ID); err != nil {
		return r, err
	}
	if r.From, err = parseMoment("--from", c.From, zone, 0); err != nil {
		return r, err
	}
	if r.To, err = parseMoment("--to", c.To, zone, 1); err != nil {
		return r, err
	}
	if r.To != 0 && r.To <= r.From {
		return r, usage(errors.New("--to: before --from"))
	}
	r.Limit = platform.PageMax
	return r, nil
}

// parseMoment reads a day, or a moment of RFC 3339, as business time in ns. Of
// a day it is the beginning of the day that is so many later.
func parseMoment(flag, s string, zone *time.Location, later int) (int64, error) {
	if s == "" {
		return 0, nil
	}
	t, err := time.ParseInLocation(time.DateOnly, s, zone)
	if err == nil {
		t = t.AddDate(0, 0, later)
	} else {
		t, err = time.Parse(time.RFC3339Nano, s)
	}
	if err != nil || t.Year() < 1970 || t.Year() > 2200 {
		return 0, usage(fmt.Errorf("%s: a day such as 2018-01-31 or a moment such as 2018-01-31T12:00:00Z, from 1970 to 2200", flag))
	}
	return max(0, t.UnixNano()), nil
}

// statementWriter writes the parts of a statement in one format.
type statementWriter interface {
	begin(page *platform.StatementPage) error
	line(l *platform.StatementLine, c money.Currency) error
	end(page *platform.StatementPage) error
}

func (c *exportStatement) write(sh *shell, p *platform.Platform, r platform.StatementRequest, out io.Writer, zone *time.Location) error {
	buffered := bufio.NewWriter(out)
	var w statementWriter = &csvStatement{w: csv.NewWriter(buffered), zone: zone}
	if c.Format == "json" {
		w = &jsonStatement{w: buffered, zone: zone, owner: r.Owner}
	}
	for first := true; ; first = false {
		page, err := p.Statement(sh.ctx, auth.Candor(), r)
		if err == nil {
			err = sh.ctx.Err()
		}
		if err != nil {
			return fmt.Errorf("read statement: %w", err)
		}
		if first {
			if err := w.begin(&page); err != nil {
				return fmt.Errorf("write statement: %w", err)
			}
		}
		for i := range page.Lines {
			if err := w.line(&page.Lines[i], page.Currency); err != nil {
				return fmt.Errorf("write statement: %w", err)
			}
		}
		if r.After = page.Next; r.After == 0 {
			if err := errors.Join(w.end(&page), buffered.Flush()); err != nil {
				return fmt.Errorf("write statement: %w", err)
			}
			return nil
		}
	}
}

// csvStatement is a statement as a table, one line for each change.
type csvStatement struct {
	w    *csv.Writer
	zone *time.Location
}

func (s *csvStatement) begin(*platform.StatementPage) error {
	return s.w.Write([]string{"at", "transfer", "reason", "object", "other", "amount", "balance", "currency"})
}

func (s *csvStatement) line(l *platform.StatementLine, c money.Currency) error {
	return s.w.Write([]string{
		moment(l.At, s.zone), l.Transfer.String(), ledger.TransferCodeName(l.Code), l.Object.String(), l.Other.String(),
		decimal(l.Minor, c), decimal(l.Balance, c), c.Code(),
	})
}

func (s *csvStatement) end(*platform.StatementPage) error {
	s.w.Flush()
	return s.w.Error()
}

// jsonStatement is a statement as one object; its lines come one by one.
type jsonStatement struct {
	w     *bufio.Writer
	zone  *time.Location
	owner ledger.ID
	lines int
}

func (s *jsonStatement) begin(page *platform.StatementPage) error {
	_, err := fmt.Fprintf(s.w, `{"owner":%q,"currency":%q,"opening":%q,"lines":[`,
		s.owner, page.Currency.Code(), decimal(page.Opening, page.Currency))
	return err
}

func (s *jsonStatement) line(l *platform.StatementLine, c money.Currency) error {
	b, err := json.Marshal(struct {
		At       string `json:"at"`
		Transfer string `json:"transfer"`
		Reason   string `json:"reason"`
		Object   string `json:"object"`
		Other    string `json:"other"`
		Amount   string `json:"amount"`
		Balance  string `json:"balance"`
	}{
		moment(l.At, s.zone), l.Transfer.String(), ledger.TransferCodeName(l.Code), l.Object.String(), l.Other.String(),
		decimal(l.Minor, c), decimal(l.Balance, c),
	})
	if err != nil {
		return err
	}
	if s.lines++; s.lines > 1 {
		b = append([]byte(","), b...)
	}
	_, err = s.w.Write(append([]byte("\n"), b...))
	return err
}

func (s *jsonStatement) end(page *platform.StatementPage) error {
	_, err := fmt.Fprintf(s.w, "\n],\"closing\":%q}\n", decimal(page.Closing, page.Currency))
	return err
}

func moment(at int64, zone *time.Location) string {
	return time.Unix(0, at).In(zone).Format(time.RFC3339Nano)
}

// decimal writes an amount of a currency that the platform has accepted.
func decimal(minor int64, c money.Currency) string {
	s, err := money.Amount{Minor: minor, Currency: c}.Format()
	if err != nil {
		panic("statement in a currency that does not exist")
	}
	return s
}
