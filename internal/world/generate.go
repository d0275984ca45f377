package world

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/candorpay/candor/internal/customer"
)

// ErrExists says that there is something at the place of a world already.
var ErrExists = errors.New("there are files already")

// Headers of a world's files.
const (
	customersHeader   = "id,name,national_id,phone,email,address,birth_date,bank_account,card,region,language,registered\n"
	casesHeader       = "case,kind,source,customer,team,assignee,opened,closed\n"
	disclosuresHeader = "time,path,customer,fields,level,purpose,case\n"
)

// GenerateWorld writes a world into a new or empty folder, which appears whole
// or not at all: customers.csv, roster.csv, cases.csv, disclosures.csv, dumps of
// what was taken, and answers with the truth. Progress, which may be nil, is
// told how much of all is done. Memory does not grow with the customers. Errors:
// ErrConfig, ErrExists, the context's, the file system's.
func GenerateWorld(ctx context.Context, dir string, c WorldConfig, progress func(done, all int)) (Answer, error) {
	if err := c.Check(); err != nil {
		return Answer{}, err
	}
	h := newHistory(&c)
	insiders, err := h.insiders()
	if err != nil {
		return Answer{}, err
	}
	if progress == nil {
		progress = func(int, int) {}
	}
	if files, err := os.ReadDir(dir); len(files) > 0 {
		return Answer{}, fmt.Errorf("make world in %s: %w", dir, ErrExists)
	} else if err != nil && !errors.Is(err, os.ErrNotExist) {
		return Answer{}, fmt.Errorf("make world: %w", err)
	}
	dir, err = filepath.Abs(dir)
	if err != nil {
		return Answer{}, fmt.Errorf("make world: %w", err)
	}
	draft, err := os.MkdirTemp(filepath.Dir(dir), "."+filepath.Base(dir)+".*")
	if err != nil {
		return Answer{}, fmt.Errorf("make world: %w", err)
	}
	w := writer{ctx: ctx, dir: draft, history: h, insiders: insiders, progress: progress}
	answer, err := w.world()
	if err == nil {
		err = errors.Join(os.Chmod(draft, 0o755), os.Rename(draft, dir))
	}
	if err != nil {
		return Answer{}, errors.Join(fmt.Errorf("make world: %w", err), os.RemoveAll(draft))
	}
	return answer, nil
}

// writer writes a world's files.
type writer struct {
	ctx      context.Context
	dir      string
	history  *history
	insiders []*insider
	progress func(done, all int)
	line     []byte
}

func (w *writer) world() (Answer, error) {
	for _, dir := range []string{"dumps", "answers"} {
		if err := os.Mkdir(filepath.Join(w.dir, dir), 0o755); err != nil {
			return Answer{}, err
		}
	}
	c := &w.history.c
	answer := Answer{
		World: *c, Paths: len(w.history.paths),
		From: string(appendTime(nil, at(0, 0))), To: string(appendTime(nil, at(c.Days, 0))),
	}
	for _, part := range []func() error{w.customers, w.roster, w.days} {
		if err := part(); err != nil {
			return Answer{}, err
		}
	}
	answer.Cases, answer.Disclosures = int64(w.history.cases), w.history.rows
	if err := w.leaks(&answer); err != nil {
		return Answer{}, err
	}
	return answer, w.file("answers/answer.json", func(out *bufio.Writer) error {
		e := json.NewEncoder(out)
		e.SetIndent("", "  ")
		return e.Encode(answer)
	})
}

// file writes one file.
func (w *writer) file(name string, write func(*bufio.Writer) error) error {
	f, err := os.Create(filepath.Join(w.dir, name))
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(f, 1<<18)
	err = write(out)
	return errors.Join(err, out.Flush(), f.Close())
}

// put writes what append makes.
func (w *writer) put(out io.Writer, appended func([]byte) []byte) error {
	w.line = appended(w.line[:0])
	_, err := out.Write(w.line)
	return err
}

// batch is after how many customers the context and the progress are looked at.
const batch = 4_096

func (w *writer) customers() error {
	people := w.history.people
	return w.file("customers.csv", func(out *bufio.Writer) error {
		if _, err := out.WriteString(customersHeader); err != nil {
			return err
		}
		for i := range people.count {
			if i%batch == 0 {
				if err := w.ctx.Err(); err != nil {
					return err
				}
				w.progress(int(i), 2*int(people.count))
			}
			if err := w.put(out, func(b []byte) []byte { return w.history.appendCustomer(b, i) }); err != nil {
				return err
			}
		}
		return nil
	})
}

func (w *writer) roster() error {
	return w.file("roster.csv", func(out *bufio.Writer) error {
		_, err := out.WriteString(rosterHeader)
		for i := range w.history.crew {
			err = errors.Join(err, w.put(out, w.history.crew[i].appendRow))
		}
		return err
	})
}

// days lets the days pass and writes what happened.
func (w *writer) days() error {
	return w.file("cases.csv", func(cases *bufio.Writer) error {
		return w.file("disclosures.csv", func(rows *bufio.Writer) error {
			_, err := cases.WriteString(casesHeader)
			if _, err2 := rows.WriteString(disclosuresHeader); err != nil || err2 != nil {
				return errors.Join(err, err2)
			}
			for day := range w.history.c.Days {
				if err := w.passed(day, cases, rows); err != nil {
					return err
				}
			}
			return nil
		})
	})
}

// passed lets one day pass.
func (w *writer) passed(day int, cases, rows io.Writer) error {
	h, n := w.history, w.history.c.Customers
	if err := w.ctx.Err(); err != nil {
		return err
	}
	h.pass(day, w.insiders)
	for _, i := range h.order {
		if err := w.put(cases, h.matters[i].append); err != nil {
			return err
		}
	}
	for i := range h.events {
		if err := w.put(rows, func(b []byte) []byte { return h.appendEvent(b, &h.events[i]) }); err != nil {
			return err
		}
	}
	w.progress(n+n*(day+1)/h.c.Days, 2*n)
	return nil
}

// append appends the row of cases.csv.
func (m *matter) append(b []byte) []byte {
	b = appendPadded(b, uint64(m.number), 1)
	b = append(append(append(b, ','), m.kind...), ',')
	b = append(append(b, m.source...), ',')
	b = append(append(append(appendID(b, m.customer), ','), m.assignee.teamName()...), ',')
	b = append(append(b, m.assignee.path()...), ',')
	b = append(appendTime(b, m.opened), ',')
	return append(appendTime(b, m.closed), '\n')
}

// appendEvent appends the row of disclosures.csv.
func (h *history) appendEvent(b []byte, e *event) []byte {
	b = append(appendTime(b, e.at), ',')
	b = append(append(b, h.paths[e.path]...), ',')
	if e.customer != nobody {
		b = appendID(b, e.customer)
	}
	b = append(b, ',')
	for f := range customer.Field(customer.FieldCount) {
		if !e.fields.Has(f) {
			continue
		}
		if b[len(b)-1] != ',' {
			b = append(b, '|')
		}
		b = append(b, f.String()...)
	}
	b = append(append(append(b, ','), e.level.String()...), ',')
	b = append(append(b, e.purpose.String()...), ',')
	if e.matter > 0 {
		b = appendPadded(b, uint64(h.matters[e.matter-1].number), 1)
	}
	return append(b, '\n')
}
