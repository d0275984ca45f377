// Package wallet is customers' balances: top-up, withdrawal, transfer, limits.
package wallet
