package main

import (
	"bufio"
	"crypto/sha256"
	"encoding/binary"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/money"
)

// fundEnter is candor fund enter.
type fundEnter struct {
	fundFlags
	File string `arg:"" type:"existingfile" help:"CSV with the columns wallet and amount: a wallet's id, and units that the custodian keeps the money of already. They earn from today."`
}

// Help says what the flags do not.
func (*fundEnter) Help() string {
	return "The file is read to its end before anything is entered. It is entered in groups of 2,000 lines, each whole or not at all. " +
		"The same file again within a day goes on where it was interrupted."
}

// fundEnteredAll is what was brought over.
type fundEnteredAll struct {
	Fund     string `json:"fund"`
	Holders  int    `json:"holders"`
	Units    string `json:"units"`
	Currency string `json:"currency"`
	Before   int    `json:"before"` // of the holders, that this file had entered before
}

// Run enters them.
func (c *fundEnter) Run(sh *shell) error {
	var all fundEnteredAll
	err := c.funds(sh, func(do doer) error {
		v, err := c.find(do)
		if err != nil {
			return err
		}
		e := entering{fund: &v.Fund, path: c.File}
		lines, err := e.count()
		if err != nil {
			return err
		}
		e.bar = sh.progress("holders", lines)
		defer e.bar.end()
		err = e.read(func(g enterGroup) error {
			if err := sh.ctx.Err(); err != nil {
				return sh.interrupted(err)
			}
			return e.enter(do, g)
		})
		all = fundEnteredAll{v.Fund.ID.String(), e.holders, decimal(e.units, v.Fund.Currency), v.Fund.Currency.Code(), e.before}
		return err
	})
	if err != nil {
		return fmt.Errorf("enter holders: %w", err)
	}
	text := fmt.Sprintf("entered %s with %s %s\n", howMany(all.Holders, "holder"), all.Units, all.Currency)
	if all.Before > 0 {
		text += fmt.Sprintf("%d of them had been entered from this file before\n", all.Before)
	}
	return sh.print(all, text)
}

// entering is a file of holders on its way into a fund.
type entering struct {
	fund    *fund.Fund
	path    string
	bar     *progress
	holders int
	before  int
	units   int64
}

// count reads the whole file and returns how many holders it has.
func (e *entering) count() (n int, err error) {
	err = e.read(func(g enterGroup) error {
		n += len(g.entries)
		return nil
	})
	if err == nil && n == 0 {
		err = usage(fmt.Errorf("%s: no holders", e.path))
	}
	return n, err
}

// read reads the file and hands over groups of entries.
func (e *entering) read(group func(enterGroup) error) (err error) {
	f, err := os.Open(e.path)
	if err != nil {
		return fmt.Errorf("read holders: %w", err)
	}
	defer func() { _ = f.Close() }() // it was only read
	rows, place, err := openHolders(f)
	if err != nil {
		return usage(fmt.Errorf("%s: %w", e.path, err))
	}
	g := enterGroup{entries: make([]fund.Entry, 0, fund.EntriesMax)}
	for {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return usage(fmt.Errorf("%s: %w", e.path, err))
		}
		if strings.Join(row, "") == "" {
			continue // as spreadsheets write below a table
		}
		line, _ := rows.FieldPos(0)
		entry, err := entryOf(row[place[0]], row[place[1]], e.fund.Currency)
		if err != nil {
			return usage(fmt.Errorf("%s: line %d: %w", e.path, line, err))
		}
		g.entries, g.lines = append(g.entries, entry), append(g.lines, line)
		if len(g.entries) < fund.EntriesMax {
			continue
		}
		if err := group(g); err != nil {
			return err
		}
		g = enterGroup{entries: g.entries[:0], lines: g.lines[:0]}
	}
	if len(g.entries) == 0 {
		return nil
	}
	return group(g)
}

// enterGroup is what is entered at once, with the line of each.
type enterGroup struct {
	entries []fund.Entry
	lines   []int
}

// byteOrderMark is what some programs write before a text.
const byteOrderMark = "\xef\xbb\xbf"

// holderColumns are needed, wherever they stand and whatever is beside them.
var holderColumns = [...]string{"wallet", "amount"}

// openHolders reads a file's first line, also as spreadsheets write it, and returns
// the places of the columns.
func openHolders(f io.Reader) (rows *csv.Reader, place [len(holderColumns)]int, err error) {
	from := bufio.NewReader(f)
	if begin, err := from.Peek(len(byteOrderMark)); err == nil && string(begin) == byteOrderMark {
		_, _ = from.Discard(len(byteOrderMark)) // it is there
	}
	rows = csv.NewReader(from)
	rows.ReuseRecord = true
	head, err := rows.Read()
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, place, err
	}
	for i, column := range holderColumns {
		place[i] = slices.IndexFunc(head, func(cell string) bool { return strings.EqualFold(strings.TrimSpace(cell), column) })
		if place[i] < 0 {
			return nil, place, fmt.Errorf("the first line names no column %s", column)
		}
	}
	return rows, place, nil
}

// entryOf reads a line.
func entryOf(wallet, minor string, c money.Currency) (e fund.Entry, err error) {
	if e.Wallet, err = ledger.ParseID(strings.TrimSpace(wallet)); err != nil {
		return e, errors.New("wallet: an id is 32 hexadecimal digits")
	}
	amount, err := money.Parse(strings.TrimSpace(minor), c)
	if err != nil {
		return e, fmt.Errorf("amount: %w", err)
	}
	if amount.Minor == 0 {
		return e, errors.New("amount: above zero")
	}
	e.Minor = amount.Minor
	return e, nil
}

// enter enters a group.
func (e *entering) enter(do doer, g enterGroup) error {
	entries := g.entries
	enter := fundEnterJob{Once: onceOf(e.fund.ID, entries), Enter: fund.Enter{Fund: e.fund.ID, Entries: entries}, Lines: g.lines}
	var entered fundEntered
	if err := do(job{Fund: &fundJob{Enter: &enter}}, &entered); err != nil {
		return fmt.Errorf("%d holders are entered, but not those from line %d on: %w", e.holders, g.lines[0], err)
	}
	if entered.Before {
		e.before += len(entries)
	}
	e.holders += len(entries)
	for i := range entries {
		e.units += entries[i].Minor
	}
	e.bar.set(e.holders, -1)
	return nil
}

// onceOf returns what makes a group's entry safe to repeat: it says what is in it.
func onceOf(id fund.ID, entries []fund.Entry) platform.Once {
	h := sha256.New()
	h.Write(id[:])
	for i := range entries {
		h.Write(entries[i].Wallet[:])
		_ = binary.Write(h, binary.BigEndian, entries[i].Minor) // a hash takes all
	}
	return platform.Once("candor fund enter " + hex.EncodeToString(h.Sum(nil)))
}
