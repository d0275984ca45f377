package phish

import "strings"

// role is what a word does beside a brand's name.
type role uint8

const (
	other  role = iota
	filler      // says nothing: www, com, the, a number
	weak        // a bait that an honest shop also has: pay, shop
	strong      // a bait that promises the brand itself: login, official
	refers      // says that the brand is another: with, for, accepts
)

// Words by role, in any script. Chinese ones are looked for inside of runs of
// characters, for these have no spaces.
const (
	fillerWords = "www com cn net org the de id hk co io app m web my info site html index"
	weakWords   = "pay payment payments pays shop store mall service services center centre online mobile wallet bank banking card " +
		"money cash credit loan vip plus pro team group global china hk live ltd inc"
	strongWords = "login logon signin signon sign secure secured security safe safety verify verified verification auth authorize " +
		"official support help helpdesk helpline customer care account accounts update refund refunds claim bonus gift prize " +
		"reward rewards confirm confirmation unlock unfreeze alert notice notification billing invoice cashier checkout recover " +
		"recovery reset password passport id-check kyc real genuine"
	refersWords = "with for by via accept accepts accepting take takes taking support-of supports supported using use uses " +
		"compatible repair repairs from without about unofficial integration plugin"

	weakHan   = "支付 商城 商店 服务 钱包 银行 中心 平台 在线 网店 专营 贷款 理财 付款 收款"
	strongHan = "官方 客服 登录 登陆 验证 安全 退款 冻结 解冻 认证 理赔 中奖 领奖 领取 红包 旗舰 官网 热线 投诉 账户 账号 密码 升级 激活 实名 审核 授权"
	refersHan = "支持 适用 可用 兼容 接受 使用 通过 可收 代办 维修 培训 教程 收银 码牌 扫码"
)

var (
	words    = wordTable()
	hanBaits = []struct {
		as    role
		words []string
	}{{strong, hanWords(strongHan)}, {refers, hanWords(refersHan)}, {weak, hanWords(weakHan)}}
	baits = append(strings.Fields(strongWords), strings.Fields(weakWords)...)
)

// wordTable holds words by key and by look.
func wordTable() map[string]role {
	table := map[string]role{}
	for as, list := range map[role]string{filler: fillerWords, weak: weakWords, strong: strongWords, refers: refersWords} {
		for word := range strings.FieldsSeq(list) {
			table[word] = max(table[word], as)
		}
	}
	for word, as := range table {
		if look := lookOf(word); table[look] == other {
			table[look] = as
		}
	}
	return table
}

// hanWords splits a list. A text is compared in simplified characters.
func hanWords(list string) []string { return strings.Fields(list) }

// roleOf returns what a word does.
func roleOf(word string) role {
	if as, ok := words[word]; ok {
		return as
	}
	if word == "" || strings.Trim(word, "0123456789") == "" {
		return filler
	}
	for _, group := range hanBaits {
		for _, bait := range group.words {
			if strings.Contains(word, bait) {
				return group.as
			}
		}
	}
	return other
}

// company is what stands beside a brand's name.
type company struct {
	strong, weak bool
	refers       bool // in front of it
	other        bool
}

// beside returns the company of what stands before and after.
func beside(before, after []string) company {
	var c company
	for i, side := range [2][]string{before, after} {
		for _, word := range side {
			switch roleOf(word) {
			case strong:
				c.strong = true
			case weak:
				c.weak = true
			case refers:
				c.refers = c.refers || i == 0
				c.other = true
			case other:
				c.other = true
			case filler:
			}
		}
	}
	return c
}
