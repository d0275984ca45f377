package store

import "syscall"

// directFlag opens a file for direct writes.
const directFlag = syscall.O_DIRECT
