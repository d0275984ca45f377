// Package history replays the history of a fund from two files: what went into
// it and out of it day by day, and what each day earned per 10,000 units. It
// says what every day closed with, and on which days the files contradict
// themselves.
//
// What it promises: integers all the way, so the same files give the same
// report. What can be read is replayed to its end, whatever it says; what cannot
// be read is an error that names line and column, and never a value. A single
// wrong value is reported on its own day: the days after it are held against
// what most probably was.
//
// Rules. A purchase counts as of its day, or of the next working day, and earns
// from the first working day after that; days have no times, so all of a day came
// before the cut-off. What is redeemed stops to earn on its day; it is taken from
// what earns, then from the oldest that does not earn yet. A day's income is
// floor(earning units x income per 10,000 / 10,000), earns from the day after, and
// closing = closing before + purchase - redeem + income. Days without a row earn
// as well, also behind a user's last one, as long as the file goes on.
//
// A user's first row may state a closing: then she had, and it earned already,
// what makes that closing true. Without one she had nothing before.
//
// Conventions. Files of funds that count otherwise are recognised by what nearly all
// of their rows say; see Convention.
//
// Readings. When a row disagrees with what went before, several things can be
// wrong: a stated closing, a stated income, a purchase or redemption that is
// missing or too high. Each is followed as a reading of its own, and the one
// with the fewest contradictory days, then the fewest wrong values, is the
// history. So a closing that is wrong is reported on its day alone, and so is a
// flow that is missing, from which on the file's closings are shifted.
//
// Vocabulary: amounts are minor units, and a unit of the fund is worth one of the
// currency; the files speak of cents. A user is whoever the FLOWS column says, all
// of a file without that column is one. A row is a user's day.
//
//	flows, err := history.ReadFlows(f, nil)
//	...
//	yields, err := history.ReadYields(y)
//	...
//	report, err := history.Replay(ctx, history.Files{Flows: flows, Yields: yields, Calendar: calendar}, nil)
package history

import (
	"context"
	"errors"
	"fmt"

	"github.com/candorpay/candor/internal/fund"
)

// Limits of what is read.
const (
	LineMax    = 64 << 10              // bytes of a line
	ColumnsMax = 64                    // of a file
	RowsMax    = 10_000_000            // of FLOWS, at 112 bytes of memory each while they are sorted
	UsersMax   = 2_000_000             // of FLOWS
	UserMax    = 128                   // bytes of a user's id
	DaysMax    = 11_000                // from the first day of a file to its last
	CentsMax   = 1_000_000_000_000_000 // of an amount, either sign
	RateMax    = 1_000                 // of the currency per 10,000 units and day, either sign
	balanceMax = 100 * CentsMax        // to which income may bring a balance
	scale      = 1_000_000             // rates and yields are kept in millionths
	rateUnits  = 10_000 * scale        // units x rate / rateUnits is a day's income
	milli      = scale / 1_000         // millionths of one thousandth
	perTen     = scale / 10_000        // millionths of one ten-thousandth
	readRows   = 1 << 16               // rows between two words of progress
	readUsers  = 1 << 10               // users between two
)

// ErrTooLarge says that balances outgrow what is counted.
var ErrTooLarge = errors.New("history: balances are too large")

// Files are what is replayed.
type Files struct {
	Flows    *Flows
	Yields   *Yields
	Calendar *fund.Calendar
}

// Progress is told how many of all users were replayed; it may be nil.
type Progress func(done, all int)

// Replay replays the files by the convention that they were written by, which the
// report names: so it is of the files' contradictions and not of ours. Errors are
// ctx's own and ErrTooLarge.
func Replay(ctx context.Context, files Files, progress Progress) (*Report, error) {
	w := newWalk(files, recognise(files))
	rows := files.Flows.rows
	for user := 0; len(rows) > 0; user++ {
		rows = w.user(rows)
		if w.tooLarge {
			return nil, ErrTooLarge
		}
		if user%readUsers != 0 {
			continue
		}
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("replay: %w", err)
		}
		if progress != nil {
			progress(user, files.Flows.Users)
		}
	}
	return w.report(), nil
}
