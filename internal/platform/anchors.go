package platform

import (
	"bufio"
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/leak"
	"github.com/candorpay/candor/internal/machine/customers"
)

// Mark is the head of the ledger of disclosures, as an anchor keeps it.
type Mark struct {
	Sequence disclosure.Sequence `json:"sequence"`
	Hash     string              `json:"hash"` // of the row, in hexadecimal digits
	Time     time.Time           `json:"time"`
}

// anchor is a place outside the data folder that remembers marks. A ledger that
// is behind one, or differs from it, has lost something.
type anchor interface {
	put(ctx context.Context, m Mark) error
	// last returns the newest marks, oldest first; none when there are none.
	last() ([]Mark, error)
	name() string
}

// Limits of anchors.
const (
	anchorTimeout = 5 * time.Second
	anchorBytes   = 1 << 20 // that are read back, from the end
)

// openAnchors makes the anchors of a list of targets.
func openAnchors(targets []string) (list []anchor, err error) {
	for _, t := range targets {
		switch {
		case t == "":
			return nil, errors.New("an anchor is a file, or an address that begins with http:// or https://")
		case strings.HasPrefix(t, "http://"), strings.HasPrefix(t, "https://"):
			list = append(list, httpAnchor{t})
		default:
			list = append(list, fileAnchor{t})
		}
	}
	return list, nil
}

// anchor puts the ledger's head to every target. It tries all, and tells of the
// first that failed.
func (s *side) anchor(ctx context.Context) (err error) {
	late := s.compareLate()
	m := Mark{Time: time.Now().UTC()}
	s.view(&err, func() {
		m.Sequence = s.machine.Len()
		row, _ := s.machine.Row(m.Sequence)
		m.Hash = hex.EncodeToString(row.Hash[:])
	})
	if err != nil || m.Sequence == s.anchored {
		return errors.Join(err, late)
	}
	err = late
	for _, a := range s.anchors {
		if slices.Contains(s.unread, a) {
			continue
		}
		if perr := a.put(ctx, m); perr != nil && err == nil {
			err = fmt.Errorf("anchor %s: %w", a.name(), perr)
		}
	}
	if err == nil {
		s.anchored = m.Sequence
	}
	return err
}

// noteGap finds out whether anchors or the key store know of rows that this
// ledger lacks or has others for, before anything is read: from then on every
// answer shows it. A file that cannot be read is an error. An address that does
// not answer is an alarm and asked again in the background: whoever can keep it
// from answering must not keep the payments from opening.
func (s *side) noteGap() error {
	if err := s.noteLost(s.vault.HighSequence()); err != nil {
		return err
	}
	for _, a := range s.anchors {
		err := s.compare(a)
		if _, far := a.(httpAnchor); far && err != nil {
			s.alarm("an anchor does not answer, so that what it knows is not shown; it is asked again", "anchor", a.name())
			s.unread = append(s.unread, a)
			continue
		}
		if err != nil {
			return fmt.Errorf("read anchor %s, without which it is not known what the ledger lost: %w", a.name(), err)
		}
	}
	return nil
}

// compareLate asks the anchors again that did not answer. None is given a mark
// before it told its own, which the new one may take the place of.
func (s *side) compareLate() (err error) {
	var still []anchor
	for _, a := range s.unread {
		if cerr := s.compare(a); cerr != nil {
			still, err = append(still, a), errors.Join(err, fmt.Errorf("read anchor %s: %w", a.name(), cerr))
		}
	}
	s.unread = still
	return err
}

// compare holds the ledger against the marks of an anchor. Where they disagree,
// the rows behind the last mark that agrees are not those that the anchor saw:
// they were lost, and others are in their place.
func (s *side) compare(a anchor) error {
	marks, err := a.last()
	if err != nil {
		return err
	}
	var high, agreed, other disclosure.Sequence
	for _, m := range marks {
		high = max(high, min(m.Sequence, disclosure.SequenceMax)) // no ledger gives out more
		if s.agrees(m) {
			if other == 0 {
				agreed = max(agreed, m.Sequence)
			}
			continue
		}
		s.alarm("the ledger of disclosures is not the one that the anchor saw", "anchor", a.name(), "sequence", m.Sequence)
		other = max(other, m.Sequence)
	}
	if other > agreed {
		s.replacing.Lock()
		s.replaced = append(s.replaced, leak.Gap{From: agreed + 1, To: other})
		s.replacing.Unlock()
	}
	return s.noteLost(high)
}

// noteLost records that rows up to one were given out, if the ledger is behind it.
func (s *side) noteLost(high disclosure.Sequence) (err error) {
	last := disclosure.Sequence(0)
	s.view(&err, func() { last = s.machine.Len() })
	if err != nil || high <= last {
		return err
	}
	s.alarm("rows of the ledger of disclosures are lost", "from", last+1, "to", high)
	_, _, err = sendTo[customers.GapNoted](context.Background(), s, request{by: auth.Candor(), kind: customers.KindGap}, customers.Gap{To: high})
	return err
}

// agrees reports whether the ledger has the row that a mark is of, or lacks it.
func (s *side) agrees(m Mark) (agrees bool) {
	var err error
	s.view(&err, func() {
		row, ok := s.machine.Row(m.Sequence)
		agrees = !ok || hex.EncodeToString(row.Hash[:]) == m.Hash
	})
	return agrees || err != nil
}

// fileAnchor appends marks to a file, a line of JSON each.
type fileAnchor struct{ path string }

func (a fileAnchor) name() string { return a.path }

func (a fileAnchor) put(_ context.Context, m Mark) error {
	line, err := json.Marshal(m)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(a.path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if _, err = f.Write(append(line, '\n')); err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

func (a fileAnchor) last() (marks []Mark, err error) {
	f, err := os.Open(a.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer func() { err = joinClose(err, f) }()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	from := max(0, info.Size()-anchorBytes)
	lines := bufio.NewScanner(io.NewSectionReader(f, from, info.Size()-from))
	for lines.Scan() {
		var m Mark
		// A line that is none was cut off, by a crash or by where the reading began;
		// those beside it count.
		if err := json.Unmarshal(lines.Bytes(), &m); err == nil {
			marks = append(marks, m)
		}
	}
	return marks, lines.Err()
}

// httpAnchor posts marks to an address, and asks it for the newest.
type httpAnchor struct{ url string }

func (a httpAnchor) name() string { return a.url }

// anchorClient follows no redirects: an anchor is where it was said to be.
var anchorClient = &http.Client{
	Timeout:       anchorTimeout,
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

func (a httpAnchor) put(ctx context.Context, m Mark) error {
	body, err := json.Marshal(m)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, a.url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := anchorClient.Do(req)
	if err != nil {
		return err
	}
	if res.StatusCode/100 != 2 {
		err = fmt.Errorf("answered %s", res.Status)
	}
	return errors.Join(err, res.Body.Close())
}

// last asks with GET. An address that only takes marks answers 404 or 405, and
// tells nothing.
func (a httpAnchor) last() (marks []Mark, err error) {
	res, err := anchorClient.Get(a.url)
	if err != nil {
		return nil, err
	}
	defer func() { err = joinClose(err, res.Body) }()
	switch res.StatusCode {
	case http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusNoContent:
		return nil, nil
	case http.StatusOK:
	default:
		return nil, fmt.Errorf("answered %s", res.Status)
	}
	var m Mark
	if err := json.NewDecoder(io.LimitReader(res.Body, anchorBytes)).Decode(&m); err != nil {
		return nil, err
	}
	return []Mark{m}, nil
}
