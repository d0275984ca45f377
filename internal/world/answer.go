package world

import (
	"errors"
	"fmt"
	"slices"
)

// WorldConfig says what a world of customers is like. The same one gives the
// same bytes.
type WorldConfig struct {
	Customers int    `json:"customers"`
	Staff     int    `json:"staff"`
	Days      int    `json:"days"`
	Seed      uint64 `json:"seed"`
	Scenario  string `json:"scenario"` // one of Scenarios
	Team      int    `json:"team"`     // members to a queue
	Rows      int    `json:"rows"`     // of a dump, at the most
	Foreign   int    `json:"foreign"`  // of a thousand rows of a dump, so many are no customer's
}

// DefaultWorld returns a world of usual size: about 130 paths.
func DefaultWorld() WorldConfig {
	return WorldConfig{Customers: 20_000, Staff: 48, Days: 60, Seed: 1, Scenario: ScenarioAll, Team: 8, Rows: 200, Foreign: 200}
}

// ErrConfig says that there can be no such world.
var ErrConfig = errors.New("no such world")

// Limits on a world.
const (
	customersMin, customersMax = 1_000, 5_000_000
	staffMin, staffMax         = 4, 9_000
	daysMin, daysMax           = 14, 1_100
	rowsMax                    = 10_000
	foreignMax                 = 900
)

// Check returns an ErrConfig when a number is out of its range.
func (c *WorldConfig) Check() error {
	for _, n := range []struct {
		name         string
		is, min, max int
	}{
		{"customers", c.Customers, customersMin, customersMax},
		{"staff", c.Staff, staffMin, min(staffMax, c.Customers/32)},
		{"days", c.Days, daysMin, daysMax},
		{"team", c.Team, 2, max(c.Staff, 2)},
		{"rows", c.Rows, 1, rowsMax},
		{"foreign, of a thousand", c.Foreign, 0, foreignMax},
	} {
		if n.is < n.min || n.is > n.max {
			return fmt.Errorf("%w: %s: %d to %d", ErrConfig, n.name, n.min, n.max)
		}
	}
	if !slices.Contains(Scenarios(), c.Scenario) {
		return fmt.Errorf("%w: scenarios are %v", ErrConfig, Scenarios())
	}
	return nil
}

// Answer is the truth of a world: what is in it, and who took what.
type Answer struct {
	World       WorldConfig `json:"world"`
	From        string      `json:"from"` // RFC 3339, the first day's beginning
	To          string      `json:"to"`   // the last day's end
	Paths       int         `json:"paths"`
	Cases       int64       `json:"cases"`
	Disclosures int64       `json:"disclosures"`
	Leaks       []Leak      `json:"leaks"`
}

// Leak is one dump and where it came from.
type Leak struct {
	Scenario string            `json:"scenario"`
	Paths    []string          `json:"paths"` // the true ones; none where nobody took it
	From     string            `json:"from"`  // when it was taken
	To       string            `json:"to"`
	Dump     string            `json:"dump"`    // file
	Columns  map[string]string `json:"columns"` // the dump's column of each field
	Rows     int               `json:"rows"`
	Foreign  int               `json:"foreign"` // rows of people who are no customers
	Taken    int               `json:"taken"`   // customers copied, of whom some are in the dump
	Scopes   []PathScope       `json:"scopes"`
}

// PathScope is what one path saw, at the levels masked, clear, exported and
// ciphertext.
type PathScope struct {
	Path    string `json:"path"`
	File    string `json:"file"`  // external ids, sorted, one a line
	Whole   Counts `json:"whole"` // all days; the file's customers
	Window  Counts `json:"window"`
	Lookups uint64 `json:"lookups"` // at the level matched
	Misses  uint64 `json:"misses"`  // of them
	Matched uint64 `json:"matched"` // customers whom they found
}
