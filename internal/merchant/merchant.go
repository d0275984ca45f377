// Package merchant is the shops: their fee schedules and settlement terms.
package merchant
