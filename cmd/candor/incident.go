package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/leak"
	"github.com/candorpay/candor/internal/platform"
)

// leakIncident is candor leak incident.
type leakIncident struct {
	Open    incidentOpen    `cmd:"" help:"Freeze a scope as an incident."`
	Report  incidentReport  `cmd:"" help:"Write the regulator's report: counts, duties and deadlines."`
	Notices incidentNotices `cmd:"" help:"Write a notice per affected customer, a JSON object a line."`
}

// incidentOpen is candor leak incident open.
type incidentOpen struct {
	folder
	scopeFlags
	Title    string `help:"What happened, in a line." required:"" placeholder:"TEXT"`
	Aware    string `help:"When you became aware of it; now by default. The law's deadlines count from there." placeholder:"TIME"`
	Critical bool   `help:"This is critical information infrastructure."`
}

// Run opens it.
func (c *incidentOpen) Run(sh *shell) error {
	q, err := c.query()
	if err != nil {
		return err
	}
	aware, err := parseTime("--aware", c.Aware, 0)
	if err != nil {
		return err
	}
	return c.withAnchors(c.Anchor, func(p *platform.Platform) error {
		i, _, err := p.OpenIncident(sh.ctx, auth.Candor(), "", platform.IncidentRequest{
			Title: c.Title, Query: q, Aware: aware, Critical: c.Critical,
		})
		if err != nil {
			return fmt.Errorf("open incident: %w", err)
		}
		return sh.print(struct {
			Incident   uint32 `json:"incident"`
			Customers  uint32 `json:"customers"`
			Sequence   uint64 `json:"sequence"`
			Commitment string `json:"commitment"`
		}{i.Number, i.Customers, uint64(i.Sequence), fmt.Sprintf("%x", i.Commitment)},
			fmt.Sprintf("incident %d: %d customers, frozen at disclosure %d\ncommitment %x\n", i.Number, i.Customers, i.Sequence, i.Commitment))
	})
}

// incidentReport is candor leak incident report.
type incidentReport struct {
	folder
	houseFlags
	Incident uint32 `arg:"" help:"The incident's number."`
	Out      string `help:"File to write." default:"-" placeholder:"FILE"`
}

// Run writes it.
func (c *incidentReport) Run(sh *shell) error {
	return c.withOptions(platform.Options{House: c.house()}, func(p *platform.Platform) error {
		r, err := p.IncidentReport(sh.ctx, auth.Candor(), c.Incident)
		if err != nil {
			return fmt.Errorf("report: %w", err)
		}
		text := []byte(r.Text)
		if sh.json {
			if text, err = json.Marshal(reported(&r)); err != nil {
				return fmt.Errorf("encode report: %w", err)
			}
			text = append(text, '\n')
		}
		out, err := sh.create(c.Out)
		if err != nil {
			return err
		}
		if _, err := out.Write(text); err != nil {
			return out.discard(err)
		}
		return out.Close()
	})
}

// reportJSON is a report as JSON has it, with times in RFC 3339.
type reportJSON struct {
	leak.IncidentReport
	AwareAt time.Time  `json:"aware_at"`
	Duties  []dutyJSON `json:"duties"`
}

// dutyJSON is a duty of it.
type dutyJSON struct {
	Region   string     `json:"region"`
	Law      string     `json:"law"`
	Source   string     `json:"source"`
	Phase    string     `json:"phase"`
	To       string     `json:"to"`
	What     string     `json:"what"`
	Deadline *time.Time `json:"deadline"` // null: without delay
	DoneAt   *time.Time `json:"done_at"`  // null: not yet
}

func reported(r *leak.IncidentReport) reportJSON {
	j := reportJSON{IncidentReport: *r, AwareAt: time.Unix(0, r.AwareAt).UTC(), Duties: []dutyJSON{}}
	for _, d := range r.Duties {
		j.Duties = append(j.Duties, dutyJSON{d.Region, d.Law, d.Source, d.Phase, d.To, d.What, timeOf(d.Deadline), timeOf(d.Done)})
	}
	return j
}

// timeOf returns a time in ns as JSON has it, nil for none.
func timeOf(ns int64) *time.Time {
	if ns == 0 {
		return nil
	}
	t := time.Unix(0, ns).UTC()
	return &t
}

// incidentNotices is candor leak incident notices.
type incidentNotices struct {
	folder
	houseFlags
	Incident uint32 `arg:"" help:"The incident's number."`
	Out      string `help:"File to write." default:"-" placeholder:"FILE"`
}

// noticeLine is a notice as a line of JSON.
type noticeLine struct {
	Customer string `json:"customer"`
	External string `json:"external,omitempty"`
	Language string `json:"language"`
	Title    string `json:"title"`
	Text     string `json:"text"`
}

// Run writes them.
func (c *incidentNotices) Run(sh *shell) error {
	return c.withOptions(platform.Options{House: c.house()}, func(p *platform.Platform) error {
		out, err := sh.create(c.Out)
		if err != nil {
			return err
		}
		w := bufio.NewWriter(out)
		lines := json.NewEncoder(w)
		err = p.Notices(sh.ctx, auth.Candor(), c.Incident, customer.ID{}, func(n leak.Notice) error {
			return lines.Encode(noticeLine{n.Customer.String(), n.External, n.Language, n.Title, n.Text})
		})
		if err = errors.Join(err, w.Flush()); err != nil {
			return out.discard(fmt.Errorf("notices: %w", err))
		}
		return out.Close()
	})
}
