package bench

import (
	"fmt"
	"os"
	"strconv"
	"strings"
)

// resetPeak has the system forget the most memory that this process had. Where it
// cannot, the peak stays that of its whole life.
func resetPeak() {
	_ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0)
}

// memoryOf returns what the system says of this process's memory in MiB, by the
// name of /proc/self/status: VmRSS for now, VmHWM for the peak.
func memoryOf(name string) (int64, error) {
	kib, err := ownFigure("/proc/self/status", name)
	return kib / 1024, err
}

// bytesWritten returns how many bytes this process had written to disks, or zero where
// the system does not tell.
func bytesWritten() int64 {
	n, err := ownFigure("/proc/self/io", "write_bytes")
	if err != nil {
		return 0
	}
	return n
}

// ownFigure reads a line "name: number ..." of a file in which the system tells
// about this process.
func ownFigure(path, name string) (int64, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return 0, fmt.Errorf("read figures: %w", err)
	}
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, name+":"); ok {
			return strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
		}
	}
	return 0, fmt.Errorf("read figures: no %s in %s", name, path)
}
