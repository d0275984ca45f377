package leak_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/google/go-cmp/cmp"

	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/leak"
)

// at returns business time in ns of a time in Beijing.
func at(t *testing.T, text string) int64 {
	t.Helper()
	v, err := time.ParseInLocation("2006-01-02 15:04", text, time.FixedZone("", 8*3600))
	if err != nil {
		t.Fatal(err)
	}
	return v.UnixNano()
}

func TestCommitment(t *testing.T) {
	var salt [32]byte
	salt[0] = 9
	text := append([]byte("candor scope 1\n"), salt[:]...)
	text = append(text, 3, 0, 0, 0, 1, 0, 0, 0, 2, 1, 0, 0, 5, 0, 1, 0)
	want := sha256.Sum256(text)
	got := leak.Commitment(roaring.BitmapOf(0x10005, 1, 0x102), salt)
	if got != want {
		t.Errorf("commitment %x, by hand %x", got, want)
	}
	if leak.Commitment(roaring.BitmapOf(1, 0x102), salt) == got || leak.Commitment(roaring.BitmapOf(0x10005, 1, 0x102), [32]byte{}) == got {
		t.Error("another set or another salt has the same commitment")
	}
	large := roaring.BitmapOf(span(1, 10_000)...)
	text = append([]byte("candor scope 1\n"), salt[:]...)
	text = append(text, 0x10, 0x27, 0, 0)
	for _, o := range span(1, 10_000) {
		text = append(text, byte(o), byte(o>>8), byte(o>>16), byte(o>>24))
	}
	if leak.Commitment(large, salt) != sha256.Sum256(text) {
		t.Error("a set that does not fit the buffer has another commitment")
	}
}

func TestDuties(t *testing.T) {
	aware := at(t, "2026-03-02 09:30")
	var b strings.Builder
	for _, c := range []struct {
		name string
		in   leak.DutyInput
	}{
		{"a million in China", leak.DutyInput{ByRegion: map[string]uint64{"CN-ZJ": 600_000, "CN": 400_000}}},
		{"a million in China, critical infrastructure", leak.DutyInput{Critical: true, ByRegion: map[string]uint64{"CN": 1_000_000}}},
		{"one less", leak.DutyInput{ByRegion: map[string]uint64{"CN-GD": 999_999}}},
		{"one less, critical infrastructure", leak.DutyInput{Critical: true, ByRegion: map[string]uint64{"CN-GD": 999_999}}},
		{"Hong Kong, Norway, Brazil, and one unknown", leak.DutyInput{ByRegion: map[string]uint64{"CN-HK": 2, "NO": 3, "BR": 1, "": 1, "DE": 0}}},
		{"handled", leak.DutyInput{
			ByRegion: map[string]uint64{"CN": 12_000_000}, Noticed: at(t, "2026-03-03 10:00"), Closed: at(t, "2026-03-20 12:00"),
			Reports: []int64{at(t, "2026-03-02 11:00"), at(t, "2026-03-05 11:00"), at(t, "2026-03-25 11:00")},
		}},
		{"nobody", leak.DutyInput{}},
	} {
		c.in.AwareAt = aware
		fmt.Fprintf(&b, "# %s\n", c.name)
		for _, d := range leak.Duties(c.in) {
			fmt.Fprintf(&b, "%s %s: by %s, done %s: %s, %s\n  %s\n", d.Phase, d.To, moment(d.Deadline), moment(d.Done), d.Law, d.Source, d.What)
		}
	}
	golden(t, "duties", b.String())
}

// moment writes a time in Beijing; "-" of 0.
func moment(ns int64) string {
	if ns == 0 {
		return "-"
	}
	return time.Unix(0, ns).In(time.FixedZone("", 8*3600)).Format("2006-01-02 15:04")
}

func TestDutiesAreTheSameInBothLanguages(t *testing.T) {
	in := leak.DutyInput{AwareAt: 1, Closed: 5, ByRegion: map[string]uint64{"CN": 5_000_000, "FR": 1, "US": 1, "": 2}}
	english := leak.Duties(in)
	in.Language = "zh"
	chinese := leak.Duties(in)
	for k := range english {
		if english[k].What == chinese[k].What || english[k].Law == chinese[k].Law {
			t.Errorf("duty %d is not translated: %s", k, chinese[k].What)
		}
		chinese[k].What, chinese[k].Law, chinese[k].Source = english[k].What, english[k].Law, english[k].Source
	}
	if diff := cmp.Diff(english, chinese); diff != "" {
		t.Errorf("Chinese duties differ:\n%s", diff)
	}
}

func TestGrade(t *testing.T) {
	for people, want := range map[uint64]string{
		0: "一般", 999_999: "一般", 1_000_000: "较大", 9_999_999: "较大", 10_000_000: "重大", 100_000_000: "特别重大",
	} {
		if got := leak.Grade(people, "zh"); got != want {
			t.Errorf("%d people: %s, want %s", people, got, want)
		}
	}
}

func reportInput(t *testing.T) leak.ReportInput {
	in := leak.ReportInput{
		Number: 3, Title: "Customer list offered for sale", OpenedAt: at(t, "2026-03-02 10:05"),
		Query: leak.Query{
			Paths: []disclosure.Path{{Kind: disclosure.PathStaff, Name: "0042"}, {Kind: disclosure.PathExport, Name: "7"}},
			From:  at(t, "2026-01-01 00:00"), To: at(t, "2026-03-01 00:00"),
			Fields: customer.FieldsOf(customer.Phone, customer.Address), Levels: []disclosure.Level{disclosure.Clear, disclosure.Exported},
		},
		Scope: leak.Scope{
			Customers: 412, AtMost: 415, Disclosures: 977, First: at(t, "2026-01-04 08:12"), Last: at(t, "2026-02-27 19:40"),
			ByDay: map[string]uint64{"2026-02-27": 20, "2026-01-04": 400}, Gaps: []leak.Gap{{From: 70, To: 72}}, Sequence: 123_456,
		},
		Unreachable: 2, Delivered: 300, Failed: 10,
		Duty: leak.DutyInput{
			AwareAt: at(t, "2026-03-02 09:30"), ByRegion: map[string]uint64{"CN-ZJ": 400, "DE": 10, "": 2},
			Reports: []int64{at(t, "2026-03-02 12:00")},
		},
		Contact: "privacy@example.com",
	}
	in.Scope.ByField[customer.Phone], in.Scope.ByField[customer.Address] = 412, 80
	in.Commitment = [32]byte{0xab, 31: 0xcd}
	return in
}

func TestReport(t *testing.T) {
	in := reportInput(t)
	in.Language = "en"
	in.Measures = []string{"The access of staff:0042 was revoked at 09:41."}
	r := leak.WriteReport(in)
	golden(t, "report.en.md", r.Text)
	if diff := cmp.Diff(map[string]uint64{"phone": 412, "address": 80}, r.ByField); diff != "" {
		t.Errorf("by field (-want +got):\n%s", diff)
	}
	if r.Customers != 412 || r.Disclosures != 977 || r.Sequence != 123_456 || r.Commitment != hex.EncodeToString(in.Commitment[:]) || len(r.Duties) == 0 {
		t.Errorf("report %+v", r)
	}
}

func TestReportInChinese(t *testing.T) {
	in := reportInput(t)
	in.Language, in.Title = "zh", "客户名单被兜售"
	in.Scope.Gaps, in.Unreachable, in.Duty.Critical = nil, 0, true
	golden(t, "report.zh.md", leak.WriteReport(in).Text)
}

func noticeInput(t *testing.T) leak.NoticeInput {
	return leak.NoticeInput{
		Incident: 3, Customer: customer.ID{1}, External: "c-17", AwareAt: at(t, "2026-03-02 09:30"),
		Releases: []leak.Release{
			{Time: at(t, "2026-02-03 14:10"), Fields: customer.FieldsOf(customer.Phone, customer.Card), Level: disclosure.Masked},
			{Time: at(t, "2026-02-03 14:09"), Level: disclosure.Matched},
			{Time: at(t, "2026-01-04 08:12"), Fields: customer.FieldsOf(customer.NationalID, customer.Address), Level: disclosure.Clear},
		},
	}
}

func TestNotice(t *testing.T) {
	in := noticeInput(t)
	in.Language, in.Organisation, in.Contact = "en", "Example Pay", "privacy@example.com"
	in.Measures = []string{"The access in question was ended on the day on which we learned of this."}
	n := leak.WriteNotice(in)
	golden(t, "notice.en.md", n.Text)
	if n.Customer != in.Customer || n.External != "c-17" || n.Language != "en" || n.Title == "" {
		t.Errorf("notice %+v", n)
	}
}

func TestNoticeInChinese(t *testing.T) {
	in := noticeInput(t)
	in.Language = "zh-CN"
	n := leak.WriteNotice(in)
	golden(t, "notice.zh.md", n.Text)
	if n.Language != "zh" {
		t.Errorf("language %q", n.Language)
	}
}

// A backup is encrypted, and a notice of many releases stays short.
func TestNoticeOfABackup(t *testing.T) {
	in := noticeInput(t)
	in.Language = "fr"
	in.Releases = nil
	for k := range int64(50) {
		in.Releases = append(in.Releases, leak.Release{
			Time: at(t, "2026-01-04 08:12") + k*int64(24*time.Hour), Fields: customer.AllFields, Level: disclosure.Ciphertext,
		})
	}
	golden(t, "notice.backup.md", leak.WriteNotice(in).Text)
}

func TestReportOfAnImportIsNotCalledExact(t *testing.T) {
	for language, exact := range map[string]string{"en": "They are exact for", "zh": "数字是准确的"} {
		in := reportInput(t)
		in.Language = language
		if text := leak.WriteReport(in).Text; !strings.Contains(text, exact) {
			t.Errorf("%s: a report of the ledger's own paths lacks %q", language, exact)
		}
		in.Query.Paths = append(in.Query.Paths, disclosure.Path{Kind: disclosure.PathStaff, Name: "0007", Import: strings.Repeat("ab", 32)})
		if text := leak.WriteReport(in).Text; strings.Contains(text, exact) {
			t.Errorf("%s: a report of an imported path says %q", language, exact)
		}
	}
}
