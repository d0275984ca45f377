package intake

import (
	"errors"
	"io"
	"iter"

	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/errkind"
)

// DumpRow is a row of a found dump: the values of the mapped columns as they
// stand there.
type DumpRow struct {
	Line   int64
	Values customer.Values
}

// Dump yields the rows of a found dump. columns names the dump's column of each
// field that is looked at; other columns are passed over. A row that is wrong,
// or has nothing in the mapped columns, comes with its line alone and a
// *RowError, and reading goes on; any other error is the last thing that comes:
// no column mapped, one that is not there, a file that is damaged.
func Dump(r io.Reader, format string, columns map[customer.Field]string) iter.Seq2[DumpRow, error] {
	return func(yield func(DumpRow, error) bool) {
		l, err := dumpLayout(columns)
		if err != nil {
			yield(DumpRow{}, err)
			return
		}
		s, err := open(r, format, l)
		if err != nil {
			yield(DumpRow{}, err)
			return
		}
		var at row
		for {
			err := s.read(&at)
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				yield(DumpRow{}, err)
				return
			}
			if !yield(at.dump()) {
				return
			}
		}
	}
}

// dumpLayout gives every field its slot, mapped or not, so that a cell's slot is
// its field.
func dumpLayout(columns map[customer.Field]string) (layout, error) {
	l := layout{slots: map[string]int{}}
	for f := range customer.Field(customer.FieldCount) {
		name, mapped := columns[f]
		if !mapped {
			continue
		}
		if _, twice := l.slots[name]; twice || name == "" {
			return l, errkind.New(errkind.Invalid, "invalid_mapping", "each field has a column of its own")
		}
		l.slots[name] = int(f)
		l.needed = append(l.needed, name)
	}
	if len(l.slots) == 0 {
		return l, errkind.New(errkind.Invalid, "invalid_mapping", "no column is mapped to a field")
	}
	return l, nil
}

// dump makes a row of a dump of the row.
func (r *row) dump() (DumpRow, error) {
	if err := r.bad(); err != nil {
		return DumpRow{Line: r.line}, err
	}
	v := r.values()
	if v.Fields() == 0 {
		return DumpRow{Line: r.line}, &RowError{r.line, CodeEmpty, ""}
	}
	return DumpRow{r.line, v}, nil
}
