package main

import (
	"fmt"
	"strings"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/platform"
)

// budgetsCommand is candor budgets.
type budgetsCommand struct {
	folder
	People bool `help:"Show what each path took as well."`
}

// roleLoss is what a role can take at most.
type roleLoss struct {
	Role   string                       `json:"role"`
	Clear  uint32                       `json:"clear_per_year"`
	Masked uint32                       `json:"masked_per_year"`
	Limits map[string]disclosure.Limits `json:"limits"`
}

// pathBudget is what a path may take and took.
type pathBudget struct {
	Path   string                       `json:"path"`
	Limits map[string]disclosure.Limits `json:"limits"`
	Spent  map[string]disclosure.Limits `json:"spent"`
}

// Run prints them.
func (c *budgetsCommand) Run(sh *shell) error {
	return c.with(func(p *platform.Platform) error {
		losses, err := p.MaximumLosses(sh.ctx, auth.Candor())
		if err != nil {
			return fmt.Errorf("budgets: %w", err)
		}
		reply := struct {
			Roles []roleLoss   `json:"roles"`
			Paths []pathBudget `json:"paths,omitempty"`
		}{}
		for _, l := range losses {
			reply.Roles = append(reply.Roles, roleLoss{l.Principal.String(), l.Clear, l.Masked, byMeasure(l.Limits)})
		}
		for after := disclosure.PathNumber(0); c.People; {
			page, err := p.Budgets(sh.ctx, auth.Candor(), after, platform.PageMax)
			if err != nil {
				return fmt.Errorf("budgets: %w", err)
			}
			if len(page) == 0 {
				break
			}
			for _, b := range page {
				reply.Paths = append(reply.Paths, pathBudget{b.Path.String(), byMeasure(b.Limits), byMeasure(b.Spent)})
				after = b.Number
			}
		}
		return sh.print(reply, budgetsText(reply.Roles, reply.Paths, c.People))
	})
}

// byMeasure names the measures.
func byMeasure(list [disclosure.MeasureCount]disclosure.Limits) map[string]disclosure.Limits {
	by := map[string]disclosure.Limits{}
	for m, l := range list {
		by[disclosure.Measure(m).String()] = l
	}
	return by
}

// budgetsText says budgets to people.
func budgetsText(roles []roleLoss, paths []pathBudget, people bool) string {
	var b strings.Builder
	b.WriteString("The most distinct customers that one person of a role can see: in an hour, 24 hours,\n" +
		"30 days, 365 days. The maximum loss is that of a rolling year, break-glass included.\n" +
		"Exports come on top: each has an approval of its own that names its customers.\n\n")
	fmt.Fprintf(&b, "%-10s %-28s %-28s %13s %14s\n", "role", "clear", "masked", "maximum loss", "masked a year")
	for _, r := range roles {
		fmt.Fprintf(&b, "%-10s %-28s %-28s %13d %14d\n", r.Role, limitsText(r.Limits["clear"]), limitsText(r.Limits["masked"]), r.Clear, r.Masked)
	}
	switch {
	case !people:
	case len(paths) == 0:
		b.WriteString("\nNobody has asked for anything yet.\n")
	default:
		fmt.Fprintf(&b, "\n%-44s %-28s %s\n", "path", "clear: taken", "masked: taken")
	}
	for _, p := range paths {
		fmt.Fprintf(&b, "%-44s %-28s %s\n", p.Path, limitsText(p.Spent["clear"]), limitsText(p.Spent["masked"]))
	}
	return b.String()
}

func limitsText(l disclosure.Limits) string {
	return fmt.Sprintf("%d / %d / %d / %d", l[0], l[1], l[2], l[3])
}
