package customer_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/candorpay/candor/internal/customer"
)

func TestMasks(t *testing.T) {
	for _, tc := range []struct {
		story string
		field customer.Field
		value string
		want  string
	}{
		{"a Chinese family name", customer.Name, "测试人", "测****"},
		{"one of two characters", customer.Name, "欧阳测试", "欧阳****"},
		{"which is all there is", customer.Name, "欧阳", "欧****"},
		{"another name", customer.Name, "Test Person", "T****"},
		{"a name of one letter is all hidden", customer.Name, "测", "****"},
		{"a resident's number", customer.NationalID, "11999919900101123X", "1****X"},
		{"that of a permit, whose region code 8 would tell", customer.NationalID, "819999199001011234", "****"},
		{"a foreigner's card", customer.NationalID, "911124199001011234", "****"},
		{"another country's number", customer.NationalID, "000-00-0000", "****"},
		{"letters where digits must be", customer.NationalID, "1199991990010112AX", "****"},
		{"a Chinese mobile", customer.Phone, "+8610012345678", "+86100****78"},
		{"a Chinese line, whose front is the city", customer.Phone, "+8657100000000", "+86****00"},
		{"one of Beijing, of ten digits", customer.Phone, "+861000000000", "+86****00"},
		{"North America", customer.Phone, "+12015550123", "+120****23"},
		{"eight digits", customer.Phone, "+85200000012", "+852****12"},
		{"seven digits", customer.Phone, "+3720000012", "+372****2"},
		{"six digits", customer.Phone, "+376000012", "+376****"},
		{"no number", customer.Phone, "10012345678", "****"},
		{"a large provider", customer.Email, "someone@qq.com", "s****@qq.com"},
		{"a domain of her own", customer.Email, "someone@someone.example", "s****@****"},
		{"a local part of one letter", customer.Email, "s@qq.com", "****@qq.com"},
		{"no address", customer.Email, "someone", "****@****"},
		{"an address", customer.Address, "浙江省某市某路1号", "****"},
		{"a birth date", customer.BirthDate, "1990-01-02", "1990-**-**"},
		{"no date", customer.BirthDate, "19900102", "****"},
		{"an account", customer.BankAccount, "GB82WEST12345698765432", "****"},
		{"a card", customer.Card, "4111111111111111", "411111****"},
		{"no card", customer.Card, "41111111111", "****"},
		{"no value", customer.Name, "", ""},
		{"a field that is none", customer.Field(99), "x", "****"},
	} {
		t.Run(tc.story, func(t *testing.T) {
			if got := customer.Mask(tc.field, tc.value); got != tc.want {
				t.Errorf("%s shows %s, want %s", tc.field, got, tc.want)
			}
		})
	}
}

// Whatever a value is, its mask never holds the whole of it, nor says how long
// it is.
func TestMasksHide(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := customer.Field(rapid.IntRange(0, customer.FieldCount).Draw(t, "field"))
		value := rapid.StringMatching(`([^*]{1,40}|\+?[0-9X]{1,20}|[a-z.]{1,9}@(qq.com|x.example))`).Draw(t, "value")
		mask := customer.Mask(f, value)
		if strings.Contains(mask, value) || !strings.Contains(mask, "**") {
			t.Fatalf("%s shows %s of %s", f, mask, value)
		}
	})
}

// TestResidentCandidates counts, for a resident's number, the values that agree
// with all that is shown at once: first and last character and the year of
// birth. A guesser is given what no mask shows as well: the province, the one
// with the fewest region codes, and the sex, which the running number's last
// digit tells.
func TestResidentCandidates(t *testing.T) {
	const fewestCodes = 16 // of Beijing, Tianjin and Shanghai, today's alone
	shown := mask{customer.NationalID: "1****X", customer.BirthDate: "1990-**-**"}
	count := func(code, step int) (n int) {
		for day := range 365 {
			for running := 0; running < 1000; running += step {
				id := residentID(code, 1990, day, running)
				if shown.agrees(customer.NationalID, id) && shown.agrees(customer.BirthDate, birthDate(1990, day)) {
					n++
				}
			}
		}
		return n
	}
	if got := count(110101, 1); got/100 != 331 {
		t.Errorf("a code leaves %d, where the package says about 33,181", got)
	}
	if left := fewestCodes * min(count(110101, 2), count(120119, 2)); left < customer.Candidates {
		t.Errorf("%d resident's numbers are left, want at least %d", left, customer.Candidates)
	}
}

// The numbers of permits and of foreigners show nothing: with their first
// character, one region code and the year would leave less than is promised.
func TestPermitsCandidates(t *testing.T) {
	count := 0
	for day := range 365 {
		for running := 0; running < 1000; running += 2 {
			id := residentID(810000, 1990, day, running)
			if id[17] == 'X' && customer.Mask(customer.NationalID, id) != "****" {
				t.Fatalf("a permit shows %s", customer.Mask(customer.NationalID, id))
			}
			count++
		}
	}
	if count < customer.Candidates {
		t.Errorf("%d permits are left when nothing is shown, want at least %d", count, customer.Candidates)
	}
}

// TestPhoneCandidates counts the numbers of a plan that agree with a mask, for
// every length of a national number, and for North America, where the third
// group's first digit is neither 0 nor 1.
func TestPhoneCandidates(t *testing.T) {
	for _, tc := range []struct {
		plan, phone string
		lost        int // parts of ten of the hidden that the plan excludes
	}{
		{"China, mobile", "+8610012345678", 0},
		{"North America", "+12015550123", 2},
		{"eleven digits", "+4910000000012", 0},
		{"eight digits", "+85200000012", 0},
		{"seven digits", "+3720000012", 0},
		{"six digits", "+376000012", 0},
		{"twelve digits", "+39000000000012", 0},
	} {
		mask := customer.Mask(customer.Phone, tc.phone)
		head, tail, _ := strings.Cut(mask, "****")
		unseen := len(tc.phone) - len(head) - len(tail)
		count := 1
		for range unseen {
			count *= 10
		}
		count -= count / 10 * tc.lost
		if count < customer.Candidates || !strings.HasPrefix(tc.phone, head) || !strings.HasSuffix(tc.phone, tail) {
			t.Errorf("%s: %s leaves %d, want at least %d", tc.plan, mask, count, customer.Candidates)
		}
		if len(head) > len("+86")+3 || len(tail) > 2 {
			t.Errorf("%s: %s shows more than three digits and two", tc.plan, mask)
		}
	}
}

// TestCardCandidates counts the cards of the shortest length that agree with the
// mask and with the check digit, all million of them.
func TestCardCandidates(t *testing.T) {
	shown := mask{customer.Card: "411111****"}
	count := 0
	for n := range 1_000_000 {
		if card := fmt.Sprintf("411111%06d", n); luhn(card) {
			if n%1000 == 0 && !shown.agrees(customer.Card, card) {
				t.Fatalf("%s is not among its own candidates", card)
			}
			count++
		}
	}
	if count < customer.Candidates {
		t.Errorf("%d cards are left, want at least %d", count, customer.Candidates)
	}
}

// Values that differ only in what is hidden look alike: a mask leaves at least
// those that it is counted to leave.
func TestMaskedValuesLookAlike(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		one, two := rapid.StringMatching(`[0-9]{6}`).Draw(t, "one"), rapid.StringMatching(`[0-9]{6}`).Draw(t, "two")
		for f, form := range map[customer.Field]string{
			customer.Phone: "+86100%s78", customer.Card: "4111111%s111", customer.NationalID: "119%s9001011234",
			customer.BankAccount: "12%s34", customer.Address: "浙江省%s号", customer.Name: "测%s", customer.Email: "a%s@qq.com",
		} {
			a, b := fmt.Sprintf(form, one), fmt.Sprintf(form, two)
			if f == customer.NationalID {
				a, b = a[:17]+"X", b[:17]+"X"
			}
			if x, y := customer.Mask(f, a), customer.Mask(f, b); x != y {
				t.Fatalf("%s: %s and %s", f, x, y)
			}
		}
	})
}

// mask is what a view shows.
type mask map[customer.Field]string

func (m mask) agrees(f customer.Field, value string) bool { return customer.Mask(f, value) == m[f] }

// residentID is a number of a region code, a day of a year and a running number.
func residentID(code, year, day, running int) string {
	id := fmt.Sprintf("%06d%s%03d", code, strings.ReplaceAll(birthDate(year, day), "-", ""), running)
	sum := 0
	for i, weight := range []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} {
		sum += weight * int(id[i]-'0')
	}
	return id + string("10X98765432"[sum%11])
}

// birthDate is a day, from 0, of a year that is no leap year.
func birthDate(year, day int) string {
	for month, days := range []int{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31} {
		if day < days {
			return fmt.Sprintf("%04d-%02d-%02d", year, month+1, day+1)
		}
		day -= days
	}
	panic("a day that is none")
}

func luhn(card string) bool {
	sum := 0
	for i := range len(card) {
		d := int(card[len(card)-1-i]-'0') << (i % 2)
		sum += d/10 + d%10
	}
	return sum%10 == 0
}
