package bench

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"time"
)

// importLines is how many lines are written between two looks at the context.
const importLines = 1 << 14

// writeLines makes a file of a header and n lines.
func writeLines(ctx context.Context, name, header string, n int, line func(b []byte, i uint64) []byte) (err error) {
	f, err := os.Create(name)
	if err != nil {
		return fmt.Errorf("make file: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	out := bufio.NewWriterSize(f, 1<<20)
	if _, err := out.WriteString(header + "\n"); err != nil {
		return fmt.Errorf("write file: %w", err)
	}
	var b []byte
	for i := range uint64(n) {
		if i%importLines == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		b = append(line(b[:0], i), '\n')
		if _, err := out.Write(b); err != nil {
			return fmt.Errorf("write file: %w", err)
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write file: %w", err)
	}
	return nil
}

const customersHead = "id,name,national_id,phone,email,address,birth_date,bank_account,card,region,language"

// customerLine writes somebody who is not: there is no region 99, no operator has
// the prefix of her phone, no bank that of her account, and her card's is one
// for tests.
func customerLine(b []byte, i uint64) []byte {
	year, month, day := 1950+i%50, 1+i/50%12, 1+i/600%28
	b = fmt.Appendf(b, "C%09d,样%c%c,", i, rune(0x4e00+i%8000), rune(0x4e00+i/8000%8000))
	b = checkedResident(fmt.Appendf(b, "99%04d%04d%02d%02d%03d", i/1000%10_000, year, month, day, i%1000))
	b = fmt.Appendf(b, ",154%08d,person%d@example.com,", i, i)
	b = fmt.Appendf(b, "浙江省杭州市样本路%d号%d幢%d室,%04d-%02d-%02d,", i%1000, i/1000%100, i%3000, year, month, day)
	b = checkedCard(fmt.Appendf(b, "9900%015d,400000%09d", i, i))
	return append(b, ",CN-ZJ,zh"...)
}

// checkedResident appends the check digit of the 17 digits at the end (GB 11643).
func checkedResident(b []byte) []byte {
	weights := [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for k, c := range b[len(b)-len(weights):] {
		sum += int(c-'0') * weights[k]
	}
	return append(b, "10X98765432"[sum%11])
}

// checkedCard appends the check digit of the 15 digits at the end (Luhn).
func checkedCard(b []byte) []byte {
	sum := 0
	for k, c := range b[len(b)-15:] {
		d := int(c - '0')
		if k%2 == 0 {
			d = 2*d/10 + 2*d%10
		}
		sum += d
	}
	return append(b, byte('0'+(10-sum%10)%10))
}

const disclosuresHead = "time,path,customer,fields,level,purpose,case"

// The year of the access log.
var logStart = time.Date(2024, time.March, 1, 0, 0, 0, 0, time.UTC)

// What rows of the access log show, by turns.
var logShows = [8]string{
	"name|phone,masked,support", "name|phone,masked,support", "phone,clear,support", "name|phone|address,clear,support",
	"name|phone,masked,dispute", "national_id|name,clear,review", "bank_account|card,masked,payment", "phone|email,clear,payment",
}

// disclosureLine returns what writes the rows of an access log of a year in which
// a tenth of the paths do half of the work.
func (c *ImportCase) disclosureLine() func(b []byte, i uint64) []byte {
	step := year / time.Duration(c.Disclosures)
	wide := max(1, uint64(c.Paths)/10)
	return func(b []byte, i uint64) []byte {
		h := mix(i)
		path := h >> 8 % uint64(c.Paths)
		if h&1 == 0 {
			path = h >> 8 % wide
		}
		b = logStart.Add(time.Duration(i)*step).Truncate(time.Millisecond).AppendFormat(b, time.RFC3339Nano)
		return fmt.Appendf(b, ",staff:%04d,C%09d,%s,%d", path+1, mix(h)%uint64(c.Customers), logShows[h>>4%8], i/2+1)
	}
}
