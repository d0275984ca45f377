package world_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/candorpay/candor/internal/world"
)

// small is a world that is made in no time.
func small(seed uint64, scenario string) world.WorldConfig {
	c := world.DefaultWorld()
	c.Customers, c.Staff, c.Days, c.Seed, c.Scenario = 2_000, 48, 30, seed, scenario
	return c
}

// generate makes a world and returns its files by name.
func generate(t testing.TB, c world.WorldConfig) (world.Answer, map[string][]byte) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "world")
	answer, err := world.GenerateWorld(t.Context(), dir, c, nil)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	err = fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			files[name], err = os.ReadFile(filepath.Join(dir, name))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return answer, files
}

// table reads a CSV file: rows by column.
func table(t testing.TB, files map[string][]byte, name string) []map[string]string {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(files[name])).ReadAll()
	if err != nil || len(rows) == 0 {
		t.Fatalf("%s: %d rows, %v", name, len(rows), err)
	}
	var list []map[string]string
	for _, row := range rows[1:] {
		m := map[string]string{}
		for i, cell := range row {
			m[rows[0][i]] = cell
		}
		list = append(list, m)
	}
	return list
}

// TestWorldGolden holds the beginning of each file: whoever changes the generator
// changes every world that others made with it.
func TestWorldGolden(t *testing.T) {
	t.Parallel()
	_, files := generate(t, small(7, world.ScenarioAll))
	var got bytes.Buffer
	for _, name := range slices.Sorted(maps.Keys(files)) {
		got.WriteString("-- " + name + " --\n")
		lines := bytes.SplitAfterN(files[name], []byte("\n"), 5)
		got.Write(bytes.Join(lines[:min(len(lines), 4)], nil))
	}
	path := filepath.Join("testdata", "world7.txt")
	if *update {
		if err := os.WriteFile(path, got.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Errorf("beginnings of the files of seed 7 (-want +got):\n%s", diff)
	}
}

func TestWorldSeeds(t *testing.T) {
	t.Parallel()
	_, first := generate(t, small(1, world.ScenarioAll))
	_, again := generate(t, small(1, world.ScenarioAll))
	_, other := generate(t, small(2, world.ScenarioAll))
	for name := range first {
		if !bytes.Equal(first[name], again[name]) {
			t.Errorf("one seed gave two files %s", name)
		}
	}
	for _, name := range []string{"customers.csv", "disclosures.csv", "cases.csv", "roster.csv"} {
		if bytes.Equal(first[name], other[name]) {
			t.Errorf("two seeds gave one file %s", name)
		}
	}
}

// TestAnswers works every scope out from the disclosures, and looks for every
// row of a dump in the scopes of its paths.
func TestAnswers(t *testing.T) {
	t.Parallel()
	for _, scenario := range world.Scenarios() {
		t.Run(scenario, func(t *testing.T) {
			t.Parallel()
			answer, files := generate(t, small(3, scenario))
			rows, people := table(t, files, "disclosures.csv"), table(t, files, "customers.csv")
			checkWhole(t, &answer, files, rows)
			for _, leak := range answer.Leaks {
				seen := map[string]bool{}
				for _, scope := range leak.Scopes {
					checkScope(t, &leak, &scope, files, rows)
					for id := range strings.Lines(string(files[scope.File])) {
						seen[strings.TrimSpace(id)] = true
					}
				}
				checkDump(t, &leak, seen, table(t, files, leak.Dump), people)
			}
		})
	}
}

// checkWhole holds the answer file and the counts of a whole world.
func checkWhole(t *testing.T, answer *world.Answer, files map[string][]byte, rows []map[string]string) {
	t.Helper()
	var written world.Answer
	if err := json.Unmarshal(files["answers/answer.json"], &written); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(*answer, written); diff != "" {
		t.Errorf("answer.json (-returned +written):\n%s", diff)
	}
	paths := map[string]bool{}
	last := ""
	for _, row := range rows {
		paths[row["path"]] = true
		if row["time"] < last || row["time"] < answer.From || row["time"] >= answer.To {
			t.Fatalf("a row of %s behind one of %s", row["time"], last)
		}
		last = row["time"]
	}
	idle := answer.Paths - len(paths)
	if int64(len(rows)) != answer.Disclosures || int64(len(table(t, files, "cases.csv"))) != answer.Cases || idle < 0 || idle > 5 {
		t.Errorf("%d rows, %d paths: %+v", len(rows), len(paths), answer)
	}
}

// checkScope works a scope out.
func checkScope(t *testing.T, leak *world.Leak, scope *world.PathScope, files map[string][]byte, rows []map[string]string) {
	t.Helper()
	if leak.Scenario == "backup" {
		if n := bytes.Count(files[scope.File], []byte("\n")); uint64(n) != scope.Whole.Customers || scope.Whole.Disclosures != 1 {
			t.Errorf("%d customers in %s: %+v", n, scope.File, scope.Whole)
		}
		return
	}
	whole, window := newCount(), newCount()
	var lookups, misses uint64
	matched := map[string]bool{}
	for _, row := range rows {
		switch {
		case row["path"] != scope.Path:
		case row["level"] == "matched":
			lookups++
			if matched[row["customer"]] = true; row["customer"] == "" {
				misses++
			}
		default:
			whole.add(row)
			if row["time"] >= leak.From && row["time"] < leak.To {
				window.add(row)
			}
		}
	}
	delete(matched, "")
	want := world.PathScope{
		Path: scope.Path, File: scope.File, Whole: whole.counts(), Window: window.counts(),
		Lookups: lookups, Misses: misses, Matched: uint64(len(matched)),
	}
	if diff := cmp.Diff(want, *scope); diff != "" {
		t.Errorf("%s (-worked out +answered):\n%s", scope.Path, diff)
	}
	ids := strings.Join(slices.Sorted(maps.Keys(whole.seen)), "\n") + "\n"
	if diff := cmp.Diff(ids, string(files[scope.File])); diff != "" {
		t.Errorf("%s (-worked out +answered):\n%s", scope.File, diff)
	}
	if window.rows == 0 {
		t.Errorf("%s took nothing", scope.Path)
	}
}

// count adds up rows of the file.
type count struct {
	rows   uint64
	seen   map[string]bool
	fields map[[2]string]bool
	days   map[[2]string]bool
}

func newCount() *count {
	return &count{seen: map[string]bool{}, fields: map[[2]string]bool{}, days: map[[2]string]bool{}}
}

func (c *count) add(row map[string]string) {
	c.rows++
	c.seen[row["customer"]] = true
	for field := range strings.SplitSeq(row["fields"], "|") {
		c.fields[[2]string{field, row["customer"]}] = true
	}
	c.days[[2]string{row["time"][:10], row["customer"]}] = true
}

func (c *count) counts() world.Counts {
	by := func(pairs map[[2]string]bool) map[string]uint64 {
		sums := map[string]uint64{}
		for pair := range pairs {
			sums[pair[0]]++
		}
		return sums
	}
	return world.Counts{Customers: uint64(len(c.seen)), Disclosures: c.rows, ByField: by(c.fields), ByDay: by(c.days)}
}

// checkDump finds the people of a dump among the customers: those who are some
// must have been seen, and the others are as many as the answer says.
func checkDump(t *testing.T, leak *world.Leak, seen map[string]bool, rows, people []map[string]string) {
	t.Helper()
	byPhone := map[string]map[string]string{}
	for _, p := range people {
		byPhone[p["phone"]] = p
	}
	foreign := 0
	for _, row := range rows {
		phone := strings.ReplaceAll(strings.TrimPrefix(row[leak.Columns["phone"]], "+86"), " ", "")
		p := byPhone[phone]
		if p == nil {
			foreign++
			continue
		}
		if len(leak.Paths) > 0 && !seen[p["id"]] {
			t.Errorf("%s: %s is in the dump, and nobody saw her", leak.Scenario, p["id"])
		}
		for field, column := range leak.Columns {
			if field != "phone" && p[field] != row[column] {
				t.Errorf("%s: %s has another %s in the dump", leak.Scenario, p["id"], field)
			}
		}
	}
	if foreign != leak.Foreign || len(rows) != leak.Rows || len(rows) < 20 || foreign*100 < 15*len(rows) {
		t.Errorf("%s: %d rows, %d foreign: %+v", leak.Scenario, len(rows), foreign, leak)
	}
}

// TestPeople looks at the values: distinct where they identify, with right check
// digits, and none that anybody can have.
func TestPeople(t *testing.T) {
	t.Parallel()
	_, files := generate(t, small(5, world.ScenarioNone))
	people := table(t, files, "customers.csv")
	for _, field := range []string{"id", "national_id", "phone", "email", "bank_account", "card"} {
		distinct := map[string]bool{}
		for _, p := range people {
			distinct[p[field]] = true
		}
		if len(distinct) != len(people) {
			t.Errorf("%s: %d of %d are distinct", field, len(distinct), len(people))
		}
	}
	homes, english := map[string]int{}, 0
	for _, p := range people {
		homes[p["address"]]++
		if p["language"] == "en" {
			english++
		}
		ok := strings.HasPrefix(p["phone"], "154") && len(p["phone"]) == 11 &&
			strings.HasPrefix(p["national_id"], "99") && resident(p["national_id"]) && p["national_id"][6:14] == strings.ReplaceAll(p["birth_date"], "-", "") &&
			strings.HasPrefix(p["card"], "400000") && luhn(p["card"]) && strings.HasPrefix(p["bank_account"], "9900") && strings.Contains(p["email"], "@example.")
		if !ok {
			t.Fatalf("%s has a value that she must not have", p["id"])
		}
	}
	if len(homes) > len(people)*3/4 || len(homes) < len(people)/3 || english < len(people)/50 || english > len(people)/5 {
		t.Errorf("%d customers in %d homes, %d English", len(people), len(homes), english)
	}
}

func resident(id string) bool {
	sum := 0
	for i, weight := range []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} {
		sum += int(id[i]-'0') * weight
	}
	return len(id) == 18 && id[17] == "10X98765432"[sum%11]
}

func luhn(card string) bool {
	sum := 0
	for i := range card {
		d := int(card[len(card)-1-i] - '0')
		if i%2 == 1 {
			d = d*2/10 + d*2%10
		}
		sum += d
	}
	return len(card) == 16 && sum%10 == 0
}

// TestSharedQueues wants colleagues to have seen many of the same customers:
// else a trace has nothing to tell apart.
func TestSharedQueues(t *testing.T) {
	t.Parallel()
	c := small(1, world.ScenarioNone)
	c.Customers, c.Days = 20_000, 60
	_, files := generate(t, c)
	saw := map[string]map[string]bool{}
	for _, row := range table(t, files, "disclosures.csv") {
		if saw[row["path"]] == nil {
			saw[row["path"]] = map[string]bool{}
		}
		saw[row["path"]][row["customer"]] = true
	}
	shared := func(a, b string) (n int) {
		for id := range saw[a] {
			if saw[b][id] {
				n++
			}
		}
		return n * 100 / len(saw[a])
	}
	team, others := shared("staff:0001", "staff:0002"), shared("staff:0001", "staff:0012")
	if team < 2*others || team < 10 || others == 0 {
		t.Errorf("of her customers a colleague saw %d %%, somebody else %d %%", team, others)
	}
}

func TestWorldRefused(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*world.WorldConfig){
		"few customers": func(c *world.WorldConfig) { c.Customers = 999 }, "many": func(c *world.WorldConfig) { c.Customers = 1 << 30 },
		"no staff": func(c *world.WorldConfig) { c.Staff = 3 }, "few days": func(c *world.WorldConfig) { c.Days = 13 },
		"no rows": func(c *world.WorldConfig) { c.Rows = 0 }, "all foreign": func(c *world.WorldConfig) { c.Foreign = 1_000 },
		"no team": func(c *world.WorldConfig) { c.Team = 1 }, "no such scenario": func(c *world.WorldConfig) { c.Scenario = "arson" },
		"fewer staff than insiders": func(c *world.WorldConfig) { c.Staff, c.Team = 5, 5 },
	} {
		c := small(1, world.ScenarioAll)
		change(&c)
		dir := filepath.Join(t.TempDir(), "world")
		if _, err := world.GenerateWorld(t.Context(), dir, c, nil); !errors.Is(err, world.ErrConfig) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: left %s behind", name, dir)
		}
	}
}

// TestWorldAppearsWhole ends one on its way, and finds nothing; and does not
// write into a folder with files in it.
func TestWorldAppearsWhole(t *testing.T) {
	t.Parallel()
	parent := t.TempDir()
	dir := filepath.Join(parent, "world")
	ctx, cancel := context.WithCancel(t.Context())
	_, err := world.GenerateWorld(ctx, dir, small(1, world.ScenarioNone), func(done, all int) {
		if done*4 > all*3 {
			cancel()
		}
	})
	if left, _ := os.ReadDir(parent); !errors.Is(err, context.Canceled) || len(left) != 0 {
		t.Errorf("%v, and %d files", err, len(left))
	}
	if _, err := world.GenerateWorld(t.Context(), dir, small(1, world.ScenarioNone), nil); err != nil {
		t.Error(err)
	}
	if _, err := world.GenerateWorld(t.Context(), dir, small(1, world.ScenarioNone), nil); !errors.Is(err, world.ErrExists) {
		t.Errorf("a second world in one folder: %v", err)
	}
}
