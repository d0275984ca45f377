package phish_test

import (
	"strings"

	"github.com/candorpay/candor/internal/phish"
)

// What passes for Latin letters, drawn up apart from the tables that are tested.
var (
	foreign = map[rune]string{
		'a': "аɑα", 'c': "сϲ", 'd': "ԁ", 'e': "еҽ", 'g': "ɡ", 'h': "һ", 'i': "іı", 'j': "ј", 'l': "ӏ", 'o': "оοօ", 'p': "рρ",
		'q': "ԛ", 's': "ѕ", 'u': "ս", 'v': "ѵν", 'w': "ԝ", 'x': "хⅹ", 'y': "уү", 'm': "ⅿ", 'n': "ո", 'b': "Ь", 't': "𝗍", 'r': "г", 'k': "κ", 'z': "ᴢ",
	}
	cyrillic = map[rune]rune{'a': 'а', 'c': 'с', 'd': 'ԁ', 'e': 'е', 'h': 'һ', 'i': 'і', 'j': 'ј', 'l': 'ӏ', 'o': 'о', 'p': 'р', 'q': 'ԛ', 's': 'ѕ', 'w': 'ԝ', 'x': 'х', 'y': 'у', 'v': 'ѵ'}
	digits   = map[rune]string{'o': "0", 'l': "1", 'i': "1", 'e': "3", 'a': "4", 's': "5", 'b': "8", 't': "7", 'z': "2", 'g': "9"}
	cut      = []string{"m", "rn", "w", "vv", "d", "cl", "l", "i", "i", "l"}
	accents  = map[rune]string{'a': "áàäāạ", 'e': "éèëēẹ", 'i': "íìïīị", 'o': "óòöōọ", 'u': "úùüūụ", 'y': "ýÿỳ", 'c': "çćč", 'n': "ñńň", 's': "śšş"}
	keys     = map[rune]string{'a': "sqz", 'b': "vn", 'c': "xv", 'd': "sf", 'e': "wr", 'f': "dg", 'g': "fh", 'h': "gj", 'i': "uo", 'j': "hk", 'k': "jl", 'l': "ko", 'm': "n", 'n': "bm", 'o': "ip", 'p': "ol", 'q': "wa", 'r': "et", 's': "ad", 't': "ry", 'u': "yi", 'v': "cb", 'w': "qe", 'x': "zc", 'y': "tu", 'z': "xa"}
	older    = map[rune]rune{'宝': '寶', '银': '銀', '联': '聯', '财': '財', '东': '東', '国': '國', '业': '業', '农': '農', '设': '設', '邮': '郵', '储': '儲', '华': '華', '兴': '興', '发': '發', '团': '團', '闪': '閃', '钱': '錢', '龙': '龍', '凤': '鳳', '药': '藥', '书': '書', '馆': '館', '达': '達', '乐': '樂', '云': '雲', '记': '記', '厅': '廳', '饰': '飾', '电': '電', '丰': '豐', '实': '實', '诚': '誠', '义': '義', '荣': '榮', '贸': '貿', '询': '詢', '际': '際', '宁': '寧', '锅': '鍋', '无': '無', '锡': '錫', '济': '濟', '陈': '陳', '杨': '楊', '赵': '趙', '黄': '黃', '张': '張', '刘': '劉', '吴': '吳', '孙': '孫', '罗': '羅', '马': '馬', '汉': '漢', '广': '廣', '门': '門', '长': '長', '兰': '蘭', '静': '靜'}
	near     = map[rune]rune{'宝': '室', '银': '很', '行': '衍', '微': '徽', '工': '土', '农': '衣', '中': '申', '国': '囯', '招': '昭', '天': '夭', '付': '什', '淘': '陶', '团': '困', '拼': '饼', '京': '亰', '猫': '描', '建': '健', '快': '块', '钱': '线', '抖': '料', '石': '右', '玉': '王', '风': '凤', '大': '太', '金': '全', '兴': '光', '安': '按', '平': '乎', '今': '令', '财': '材', '通': '逋', '闪': '门', '商': '啇'}
	baits    = strings.Fields("login secure verify support account official service refund update help signin customer pay wallet bonus auth confirm safe")
	baitsHan = strings.Fields("官方 客服 安全中心 官方旗舰店 登录 退款中心 客服热线 认证 服务中心 理赔 账户解冻")
)

// kind is one way to imitate; make returns nothing where a text does not allow it.
type kind struct {
	name string
	make func(world, string) string
}

// substitute replaces up to n letters that a table knows.
func substitute(table map[rune]string, n int) func(world, string) string {
	return func(w world, s string) string {
		runes, at := []rune(s), []int{}
		for i, r := range runes {
			if table[toLower(r)] != "" {
				at = append(at, i)
			}
		}
		if len(at) == 0 {
			return ""
		}
		w.Shuffle(len(at), func(i, j int) { at[i], at[j] = at[j], at[i] })
		for _, i := range at[:min(len(at), 1+w.IntN(n))] {
			runes[i] = pick(w, []rune(table[toLower(runes[i])]))
		}
		return string(runes)
	}
}

func toLower(r rune) rune {
	if 'A' <= r && r <= 'Z' {
		return r + 'a' - 'A'
	}
	return r
}

// swapOne replaces one character by what a table gives for it.
func swapOne(table map[rune]rune) func(world, string) string {
	text := map[rune]string{}
	for from, to := range table {
		text[from] = string(to)
	}
	return substitute(text, 1)
}

// edits are the ways in which fingers slip, of letters of ASCII.
var edits = []kind{
	{"letter left out", func(w world, s string) string {
		i := w.letter(s)
		return s[:i] + s[i+1:]
	}},
	{"letter added", func(w world, s string) string {
		i := w.letter(s)
		return s[:i] + string(rune('a'+w.IntN(26))) + s[i:]
	}},
	{"letter doubled", func(w world, s string) string {
		i := w.letter(s)
		return s[:i+1] + strings.ToLower(s[i:i+1]) + s[i+1:]
	}},
	{"letters swapped", func(w world, s string) string {
		i := w.letter(s)
		if i+1 >= len(s) || s[i+1] == ' ' || toLower(rune(s[i])) == toLower(rune(s[i+1])) {
			return ""
		}
		return s[:i] + s[i+1:i+2] + s[i:i+1] + s[i+2:]
	}},
	{"neighbour on the keyboard", substitute(keys, 1)},
	{"any letter replaced", func(w world, s string) string {
		i := w.letter(s)
		return s[:i] + string(rune('a'+w.IntN(26))) + s[i+1:]
	}},
	{"flipped bit", func(w world, s string) string {
		i := w.letter(s)
		c := s[i] ^ 1<<w.IntN(5)
		if c|0x20 < 'a' || c|0x20 > 'z' {
			return ""
		}
		return s[:i] + string(rune(c)) + s[i+1:]
	}},
}

// letter returns the place of a letter, of which there is one.
func (w world) letter(s string) int {
	for {
		if strings.Trim(keyOf(s), "0123456789") == "" {
			panic("no letter in " + s)
		}
		if i := w.IntN(len(s)); s[i]|0x20 >= 'a' && s[i]|0x20 <= 'z' {
			return i
		}
	}
}

// looks are the ways to fool the eye, of names and labels alike.
var looks = []kind{
	{"UTS 39 confusable", substitute(foreign, 3)},
	{"whole script", func(_ world, s string) string {
		for _, r := range keyOf(s) {
			if cyrillic[toLower(r)] == 0 {
				return ""
			}
		}
		return strings.Map(func(r rune) rune { return cyrillic[toLower(r)] }, keyOf(s))
	}},
	{"digit for a letter", substitute(digits, 2)},
	{"rn, vv, cl, l", func(w world, s string) string {
		i := w.IntN(len(cut)/2) * 2
		if !strings.Contains(strings.ToLower(s), cut[i]) {
			return ""
		}
		return strings.Replace(strings.ToLower(s), cut[i], cut[i+1], 1)
	}},
	{"accent", substitute(accents, 2)},
}

// ofNames are the ways to imitate a name alone.
var ofNames = []kind{
	{"spacing, hyphens", func(w world, s string) string {
		i := 1 + w.IntN(len(s)-1)
		return s[:i] + pick(w, []string{" ", "-", ".", "_", "·", "  "}) + s[i:]
	}},
	{"full width", func(_ world, s string) string {
		return strings.Map(func(r rune) rune {
			if r > ' ' && r < 0x7f {
				return r + 0xfee0
			}
			return r
		}, s)
	}},
	{"invisible", func(w world, s string) string {
		i := w.letter(s)
		return s[:i] + pick(w, []string{"\u200b", "\u200d", "\u2060", "\u00ad", "\ufeff", "\u034f", "\u3164"}) + s[i:]
	}},
	{"bait", func(w world, s string) string {
		if w.IntN(2) == 0 {
			return s + " " + title(pick(w, baits))
		}
		return title(pick(w, baits)) + " " + s
	}},
	{"bait and slip", func(w world, s string) string {
		slipped := pick(w, edits[:3]).make(w, keyOf(s))
		return slipped + " " + title(pick(w, baits))
	}},
}

// ofHan are the ways to imitate a Chinese name.
var ofHan = []kind{
	{"Chinese: bait", func(w world, s string) string { return s + pick(w, baitsHan) }},
	{"Chinese: traditional", swapOne(older)},
	{"Chinese: similar shape", swapOne(near)},
	{"Chinese: swapped", func(w world, s string) string {
		r := []rune(s)
		if i := w.IntN(len(r) - 1); r[i] != r[i+1] {
			r[i], r[i+1] = r[i+1], r[i]
			return string(r)
		}
		return ""
	}},
	{"Chinese: spacing", func(w world, s string) string {
		r := []rune(s)
		i := 1 + w.IntN(len(r)-1)
		return string(r[:i]) + pick(w, []string{" ", "·", "-", "\u200b"}) + string(r[i:])
	}},
}

// ofDomains are the ways to imitate a domain alone. They are given the whole.
var ofDomains = []kind{
	{"another ending", func(w world, s string) string { return labelOf(s) + "." + pick(w, ends) }},
	{"hyphen", func(w world, s string) string {
		label := labelOf(s)
		if len(label) < 4 {
			return ""
		}
		i := 1 + w.IntN(len(label)-1)
		return label[:i] + "-" + label[i:] + "." + pick(w, ends)
	}},
	{"bait with hyphen", func(w world, s string) string {
		if w.IntN(2) == 0 {
			return labelOf(s) + "-" + pick(w, baits) + "." + pick(w, ends)
		}
		return pick(w, baits) + "-" + labelOf(s) + "." + pick(w, ends)
	}},
	{"bait without", func(w world, s string) string {
		if w.IntN(2) == 0 {
			return labelOf(s) + pick(w, baits) + "." + pick(w, ends)
		}
		return pick(w, baits) + labelOf(s) + "." + pick(w, ends)
	}},
	{"bait and slip", func(w world, s string) string {
		if len(labelOf(s)) < 5 || strings.Trim(labelOf(s), "0123456789") == "" {
			return ""
		}
		return pick(w, edits[:3]).make(w, labelOf(s)) + "-" + pick(w, baits) + "." + pick(w, ends)
	}},
	{"whole domain in front", func(w world, s string) string {
		return s + pick(w, []string{".", "-", ".login.", ".secure-"}) + w.domainName()
	}},
	{"bait and brand below", func(w world, s string) string {
		return pick(w, []string{labelOf(s) + "-" + pick(w, baits), pick(w, baits) + "-" + labelOf(s)}) + "." + w.domainName()
	}},
	{"before an @", func(w world, s string) string { return "https://" + s + "@" + w.domainName() + "/" }},
}

// labelOf returns a domain's registrable label, for the brands of these tests.
func labelOf(domain string) string {
	label, _, _ := strings.Cut(domain, ".")
	return label
}

// alikes returns the ways to imitate a brand, with the text that each is given.
func alikes(w world, b phish.Brand) map[string]func() (text string, domain bool) {
	all := map[string]func() (string, bool){}
	name := pick(w, b.Names)
	if latin(name) {
		for _, k := range append(append(append([]kind{}, looks...), ofNames...), edits...) {
			all["name: "+k.name] = func() (string, bool) { return k.make(w, name), false }
		}
	} else if strings.ContainsFunc(name, isHan) {
		for _, k := range ofHan {
			all["name: "+k.name] = func() (string, bool) { return k.make(w, name), false }
		}
	}
	if len(b.Domains) == 0 {
		return all
	}
	domain := pick(w, b.Domains)
	for _, k := range ofDomains {
		all["domain: "+k.name] = func() (string, bool) { return k.make(w, domain), true }
	}
	if label := labelOf(domain); len(label) >= 4 && keyOf(label) == label && strings.Trim(label, "0123456789") != "" {
		for _, k := range append(append([]kind{}, looks...), edits...) {
			all["domain: "+k.name] = func() (string, bool) {
				if made := k.make(w, label); made != "" {
					return made + "." + pick(w, ends), true
				}
				return "", true
			}
		}
	}
	return all
}
