package platform_test

import (
	"encoding/json"
	"io"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/google/go-cmp/cmp"

	"github.com/candorpay/candor/internal/platform"
)

// The power fails as soon as a folder was made, and all that was not synced is
// gone: its marker is there, and whole.
func TestMarkerSurvives(t *testing.T) {
	fs := vfs.NewCrashableMem()
	if err := fs.MkdirAll("/data", 0o700); err != nil {
		t.Fatal(err)
	}
	want := platform.Folder{Format: 1, Sandbox: true}
	if err := platform.WriteFolder(fs, "/data", want); err != nil {
		t.Fatal(err)
	}
	f, err := fs.CrashClone(vfs.CrashCloneCfg{}).Open("/data/candor.json")
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	var got platform.Folder
	if err := json.Unmarshal(b, &got); err != nil {
		t.Fatalf("read %q: %v", b, err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if err := f.Close(); err != nil {
		t.Error(err)
	}
}
