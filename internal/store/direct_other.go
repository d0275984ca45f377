//go:build !linux

package store

// directFlag is zero where direct writes are asked for in another way, or not
// at all: there everything goes through the page cache.
const directFlag = 0
