package customer

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Candidates is how many values of a national id, phone or card at least agree
// with everything that the masks of one customer show together.
const Candidates = 100_000

// hidden is what stands for what is not shown. It is always as long, so that it
// says nothing of what it hides.
const hidden = "****"

// Mask returns what a masked view shows of a value in its normal form. Of what
// is not in normal form it shows nothing; of no value, which is "", it is "".
func Mask(f Field, normal string) string {
	if normal == "" {
		return ""
	}
	switch f {
	case Name:
		return maskName(normal)
	case NationalID:
		return maskNationalID(normal)
	case Phone:
		return maskPhone(normal)
	case Email:
		return maskEmail(normal)
	case BirthDate:
		return maskBirthDate(normal)
	case Card:
		return maskCard(normal)
	case Address, BankAccount:
		return hidden
	}
	return hidden
}

// maskName shows a Chinese family name, or the first letter of another name.
func maskName(name string) string {
	runes := []rune(name)
	shown := 1
	if len(runes) > 2 && chinese(runes) && compoundNames[string(runes[:2])] {
		shown = 2
	}
	if len(runes) <= shown {
		return hidden
	}
	return string(runes[:shown]) + hidden
}

func chinese(runes []rune) bool {
	for _, r := range runes {
		if !unicode.Is(unicode.Han, r) {
			return false
		}
	}
	return true
}

// compoundNames are the family names of two characters that are in use.
var compoundNames = setOf("欧阳 歐陽 司马 司馬 上官 诸葛 諸葛 夏侯 东方 東方 皇甫 尉迟 尉遲 公孙 公孫 令狐 " +
	"宇文 长孙 長孫 慕容 司徒 司空 端木 百里 东郭 東郭 南宫 南宮 西门 西門 独孤 獨孤 第五 呼延 轩辕 軒轅 " +
	"澹台 澹臺 赫连 赫連 钟离 鍾離 鲜于 鮮于 闻人 聞人 太史 申屠 仲孙 仲孫 濮阳 濮陽 淳于 单于 單于 拓跋 完颜 完顏 纳兰 納蘭")

// maskNationalID shows the first and last character of a Chinese resident's
// number. The first names one of six parts of the country. Numbers that begin
// with another digit are shown nothing of: 8 would tell the whole region code
// of a permit of Hong Kong, Macau or Taiwan, 9 that of a foreigner's card. Of
// other countries' numbers too: many hold a birth date, a running number of
// three digits and a check digit, which the year and one more digit narrow to
// some ten thousand.
func maskNationalID(id string) string {
	if !resident(id) {
		return hidden
	}
	return id[:1] + hidden + id[len(id)-1:]
}

func resident(id string) bool {
	last := len(id) - 1
	return len(id) == 18 && digits(id[:last]) && id[0] >= '1' && id[0] <= '6' && (digit(id[last]) || id[last] == 'X')
}

// phoneHidden is how many digits of a phone number's national part are hidden at
// least: six, because numbering plans leave some of them out, and five times ten
// of the plan of North America are 80,000.
const phoneHidden = 6

// maskPhone shows the country's code and as much of the rest as leaves enough:
// three digits in front and two at the end where it has eleven. Of Chinese
// numbers in the fixed network the front is hidden, for it is the city, which
// would narrow the resident's number as well.
func maskPhone(phone string) string {
	code, national, ok := splitPhone(phone)
	if !ok {
		return hidden
	}
	spare := max(len(national)-phoneHidden, 0)
	tail := min(spare, 2)
	head := min(spare-tail, 3)
	if code == "86" && !(len(national) == 11 && national[0] == '1') {
		head = 0
	}
	return "+" + code + national[:head] + hidden + national[len(national)-tail:]
}

// splitPhone cuts a number in E.164 into the country's code and the rest.
func splitPhone(phone string) (code, national string, ok bool) {
	if len(phone) < 5 || len(phone) > 16 || phone[0] != '+' || phone[1] == '0' || !digits(phone[1:]) {
		return "", "", false
	}
	n := 3
	switch {
	case phone[1] == '1' || phone[1] == '7':
		n = 1
	case twoDigitCodes[phone[1:3]]:
		n = 2
	}
	return phone[1 : 1+n], phone[1+n:], true
}

// twoDigitCodes are the country codes of two digits; those of one are 1 and 7,
// and all others have three (ITU-T E.164).
var twoDigitCodes = setOf("20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 " +
	"81 82 84 86 90 91 92 93 94 95 98")

// maskEmail shows the first character, and the provider if it is one of those
// that so many people use that it says nothing. A domain of one's own says who
// one is.
func maskEmail(email string) string {
	local, domain, ok := strings.Cut(email, "@")
	if !ok || utf8.RuneCountInString(local) < 2 {
		local = ""
	}
	_, first := utf8.DecodeRuneInString(local)
	if !largeProviders[domain] {
		domain = hidden
	}
	return local[:first] + hidden + "@" + domain
}

// largeProviders are mail providers with at least some ten million users.
var largeProviders = setOf("qq.com foxmail.com 163.com 126.com yeah.net 139.com 189.cn wo.cn sina.com sina.cn sohu.com 21cn.com " +
	"aliyun.com gmail.com outlook.com hotmail.com live.com msn.com yahoo.com yahoo.co.jp ymail.com icloud.com me.com aol.com " +
	"proton.me protonmail.com gmx.de gmx.net web.de mail.ru yandex.ru naver.com daum.net hanmail.net orange.fr libero.it")

// maskBirthDate shows the year.
func maskBirthDate(date string) string {
	if len(date) != len("2006-01-02") || date[4] != '-' || date[7] != '-' || !digits(date[:4]) {
		return hidden
	}
	return date[:4] + "-**-**"
}

// cardRange is how many digits of a card say who issued it (ISO/IEC 7812).
const cardRange = 6

// maskCard shows the range. The last digits are hidden: with them, 16 digits and
// their check leave less than a million.
func maskCard(card string) string {
	if len(card) < 12 || len(card) > 19 || !digits(card) {
		return hidden
	}
	return card[:cardRange] + hidden
}

func digits(s string) bool {
	for i := range len(s) {
		if !digit(s[i]) {
			return false
		}
	}
	return true
}

func digit(c byte) bool { return c >= '0' && c <= '9' }

func setOf(words string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		set[w] = true
	}
	return set
}
