package api

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"net/http"
	"reflect"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/money"
)

// Decimals of what is published of a fund.
const (
	rateDecimals  = 4 // income per 10,000 units; parts per million as per cent
	yieldDecimals = 3 // per cent
)

// date is a Beijing day in JSON: 2006-01-02, or empty.
type date string

// Schema describes a date.
func (date) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Format: "date", Description: "A day in Beijing."}
}

func showDay(d fund.Day) date {
	if d == 0 {
		return ""
	}
	return date(d.String())
}

// dayIn returns the day that a text is, which a field of the request has.
func (c *call) dayIn(field, text string) fund.Day {
	d, ok := fund.ParseDay(text)
	if !ok || d <= 0 || d > fund.DayMax {
		c.wrong(field, CodeInvalidField, "must be a date such as 2026-11-23, of 1970 to 2200")
		return 0
	}
	return d
}

// queryDay returns the day in a parameter, or another when it was left out.
func (c *call) queryDay(name string, otherwise fund.Day) fund.Day {
	if !c.query.Has(name) {
		return otherwise
	}
	return c.dayIn(name, c.query.Get(name))
}

// queryAmount returns the amount above zero in a parameter that must be there.
func (c *call) queryAmount(name string, currency money.Currency) int64 {
	if currency == 0 {
		return 0 // what is wrong is known
	}
	m, err := money.Parse(c.query.Get(name), currency)
	if err != nil || m.Minor <= 0 {
		example, _ := money.Amount{Minor: 1234, Currency: currency}.Format() // it is known
		c.wrong(name, CodeParameter, "must be a decimal string above zero, in "+currency.Code()+" such as "+strconv.Quote(example))
	}
	return m.Minor
}

// pathID returns another id in the path than its first.
func (c *call) pathID(name string) ledger.ID {
	id, ok := parseID(c.r.PathValue(name))
	if !ok {
		c.wrong(name, CodeInvalidField, "must be 32 lower-case hexadecimal digits, not all zero")
	}
	return id
}

// minute returns the minute of a day that a time from 00:00 to 24:00 is, or another
// when it was left out.
func (c *call) minute(field, text string, otherwise int32) int32 {
	if text == "" {
		return otherwise
	}
	m, ok := fund.ParseMinute(text)
	if !ok {
		c.wrong(field, CodeInvalidField, "must be a time such as 15:00")
	}
	return m
}

// parseDecimal reads a decimal string that is not below zero, with up to so many
// decimals, as a number of the last of them.
func parseDecimal(s string, decimals int) (int64, bool) {
	whole, part, dotted := strings.Cut(s, ".")
	digits := func(s string) bool { return strings.Trim(s, "0123456789") == "" }
	if whole == "" || len(whole) > 9 || !digits(whole) || !digits(part) || len(part) > decimals || dotted && part == "" {
		return 0, false
	}
	n, err := strconv.ParseInt(whole+part+strings.Repeat("0", decimals-len(part)), 10, 64)
	return n, err == nil
}

// put registers an operation that says what something shall be. Again it changes
// nothing, so it has no Idempotency-Key.
func put[B, C, O, R any](s *server, op operation, command func(*B, *call) C,
	do func(context.Context, auth.Caller, platform.Once, C) (O, bool, error), show func(O) R,
) {
	op.method, op.unkeyed = http.MethodPut, true
	planOf(reflect.TypeFor[B]()) // panics now rather than at the first request
	s.route(op, reflect.TypeFor[B](), reflect.TypeFor[R](), func(c *call) error {
		var body B
		if err := c.read(&body); err != nil {
			return err
		}
		cmd := command(&body, c)
		if err := c.failure(); err != nil {
			return err
		}
		result, _, err := do(c.ctx(), c.by, "", cmd)
		if err != nil {
			return err
		}
		return c.reply(show(result))
	})
}

// formatParameter lets those choose who cannot send headers.
var formatParameter = parameter{"format", "string", "csv or json; left out: as the header Accept says."}

// wantsCSV reports whether the answer is to be CSV.
func (c *call) wantsCSV() bool {
	switch c.query.Get("format") {
	case "csv":
		return true
	case "json":
		return false
	case "":
		if !c.query.Has("format") {
			return prefersCSV(c.r.Header.Values("Accept"))
		}
	}
	c.wrong("format", CodeParameter, "must be csv or json")
	return false
}

// replyRows answers with rows as CSV, the first of which are the columns' names.
func (c *call) replyRows(rows [][]string) error {
	var b bytes.Buffer
	if err := csv.NewWriter(&b).WriteAll(rows); err != nil {
		return err
	}
	c.Header().Set("Cache-Control", "no-store")
	c.send(c.op.status, typeCSV+"; charset=utf-8; header=present", b.Bytes())
	return nil
}

// typeText is the media type of a calendar's file.
const typeText = "text/plain"

func (s *server) fundCalendar() {
	read := operation{
		method: http.MethodGet, path: "/v1/funds/{id}/calendar", id: "getFundCalendar", tag: "funds", gives: typeText + "; charset=utf-8",
		summary: "Read a fund's calendar as its dated file.",
	}
	s.route(read, nil, reflect.TypeFor[nothing](), getFundCalendar)
	s.route(operation{
		method: http.MethodPut, path: "/v1/funds/{id}/calendar", id: "setFundCalendar", tag: "funds", roles: operators, unkeyed: true,
		takes: []string{typeText}, bodyMax: ListBodyMax,
		summary: "Replace a fund's calendar by a dated file. Operators only.",
	}, nil, reflect.TypeFor[fundReply](), setFundCalendar)
}

func getFundCalendar(c *call) error {
	id := c.self()
	if err := c.failure(); err != nil {
		return err
	}
	found, err := c.p.FundCalendar(c.ctx(), c.by, id)
	if err != nil {
		return err
	}
	c.Header().Set("Cache-Control", "no-store")
	c.send(http.StatusOK, c.op.gives, found.Text())
	return nil
}

func setFundCalendar(c *call) error {
	id := c.self()
	if err := c.failure(); err != nil {
		return err
	}
	text, err := c.readText()
	if err != nil {
		return err
	}
	cmd := fund.SetCalendar{Fund: id, Calendar: c.calendar("body", text)}
	if err := c.failure(); err != nil {
		return err
	}
	v, _, err := c.p.SetFundCalendar(c.ctx(), c.by, "", cmd)
	if err != nil {
		return err
	}
	return c.reply(showFund(v))
}

// calendar returns the calendar of a dated file.
func (c *call) calendar(field string, text []byte) fund.Calendar {
	found, err := fund.ParseCalendar(text)
	if err != nil {
		c.wrong(field, CodeInvalidField, "is no calendar: "+strings.TrimPrefix(err.Error(), "parse calendar: "))
	}
	return found
}

// readText reads a body that is text.
func (c *call) readText() ([]byte, error) {
	if err := c.hold(); err != nil {
		return nil, err
	}
	media, _, _ := strings.Cut(c.r.Header.Get("Content-Type"), ";")
	if !strings.EqualFold(strings.TrimSpace(media), typeText) {
		return nil, invalid(CodeMediaType, "send the body as text/plain")
	}
	var b bytes.Buffer
	_, err := b.ReadFrom(http.MaxBytesReader(c.ResponseWriter, c.r.Body, int64(c.op.bodyMax)))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return nil, invalid(CodeBodyTooLarge, "the body is longer than this operation takes")
	case err != nil:
		return nil, &unreadable{err}
	case b.Len() == 0:
		return nil, invalid(CodeBodyMissing, "send the file as the body")
	}
	return b.Bytes(), nil
}
