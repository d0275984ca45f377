// Package payout pays a merchant's balance out, with an unknown state.
package payout
