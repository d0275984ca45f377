package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

// build is which program this is.
type build struct {
	Version string `json:"version"`
	Commit  string `json:"commit"`
	Go      string `json:"go"`
}

// thisBuild reads what the Go tool put into the program. A commit ends in "+"
// when the tree had changes.
func thisBuild() build {
	b := build{Version: "devel", Commit: "unknown", Go: runtime.Version()}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return b
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		b.Version = v
	}
	changed := false
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			b.Commit = s.Value
		case "vcs.modified":
			changed = s.Value == "true"
		}
	}
	if changed {
		b.Commit += "+"
	}
	return b
}

// versionCommand is candor version.
type versionCommand struct{}

// Run prints the version.
func (versionCommand) Run(sh *shell) error {
	b := thisBuild()
	return sh.print(b, fmt.Sprintf("candor %s, commit %s, %s\n", b.Version, b.Commit, b.Go))
}
