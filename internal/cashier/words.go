package cashier

import (
	"net/http"
	"strings"
	"unicode"

	"golang.org/x/text/language"
)

// words are the texts of the pages in one language.
type words struct {
	Lang string

	SignInTitle, SignInWhy, Key, SignIn, SignInFailed, SignOut string

	PayTitle, Payee, Shop, Amount, Subject, Expires, Wallet, Balance, Pay, TooLittle, NoneEnough, NoWallet string

	HoldTitle, HoldWhy, HoldIn, Hold, HeldTitle, HoldEnded string

	PaidTitle, BackToShop, Returning, Returned string

	Expired, Closed, PaidByOther, OtherBuyer, NotFound, Forged string

	Insufficient, WrongAmount, WrongWallet, UsedForm, Refused, Unknown, Unsure, Again, NotNow, Busy string

	Once, Day, Year string // limits, each with %s for its amount
}

// The table of texts.
var (
	chinese = words{
		Lang: "zh-CN",

		SignInTitle: "登录后付款", SignInWhy: "登录后可查看收款方和金额，确认后再付款。", Key: "API 密钥", SignIn: "登录",
		SignInFailed: "这不是有效的顾客密钥。请输入顾客的 API 密钥，商家或运营方的密钥不能在此登录。", SignOut: "退出登录",

		PayTitle: "确认付款", Payee: "收款方", Shop: "商家", Amount: "金额", Subject: "商品", Expires: "有效期至", Wallet: "付款钱包",
		Balance: "余额", Pay: "确认付款", TooLittle: "余额不足", NoneEnough: "您的钱包余额均不足，请充值后刷新本页。", NoWallet: "该顾客名下没有此币种的钱包，无法付款。",

		HoldTitle: "确认预授权", HoldWhy: "该金额将在您的钱包中冻结，商家可在此额度内收款，未使用的部分会退回您的钱包。", HoldIn: "冻结钱包", Hold: "同意冻结",
		HeldTitle: "已冻结", HoldEnded: "该预授权已结束。",

		PaidTitle: "付款成功", BackToShop: "返回商家", Returning: "几秒后自动返回商家。", Returned: "该笔款项已退回您的钱包。",

		Expired: "已超过付款时间，请返回商家重新下单。", Closed: "该交易已关闭，无需付款。", PaidByOther: "该付款码已完成付款。",
		OtherBuyer: "该付款码属于其他付款人。", NotFound: "付款码无效，请重新扫码。", Forged: "请求并非来自本页面，未做任何操作。",

		Insufficient: "该钱包余额不足，请选择其他钱包。", WrongAmount: "金额有误：请输入大于零的金额，最多两位小数，例如 12.34。",
		WrongWallet: "请选择您自己的钱包。", UsedForm: "该页面已提交过其他内容，请核对后再次确认。",
		Refused: "无法付款，请返回商家重试。", Unknown: "付款结果未知", Unsure: "暂时无法确认是否已付款。请再次提交，不会重复扣款。", Again: "再次提交", NotNow: "服务暂不可用，请稍后重试。",
		Busy: "当前登录人数过多，请稍后重试。",

		Once: "超出该钱包的单笔付款限额 %s。", Day: "超出该钱包的单日付款限额 %s。", Year: "超出该钱包的年度付款限额 %s。",
	}
	english = words{
		Lang: "en",

		SignInTitle: "Sign in to pay", SignInWhy: "You will see who asks for how much before you pay.", Key: "API key", SignIn: "Sign in",
		SignInFailed: "This is not a valid key of a customer. Enter a customer's API key: a shop's or an operator's does not sign in here.", SignOut: "Sign out",

		PayTitle: "Confirm payment", Payee: "Pay to", Shop: "Shop", Amount: "Amount", Subject: "For", Expires: "Valid until", Wallet: "Pay from",
		Balance: "Balance", Pay: "Pay now", TooLittle: "not enough", NoneEnough: "None of your wallets has enough money. Top one up and load this page again.", NoWallet: "The customer of this key owns no wallet in this currency and cannot pay.",

		HoldTitle: "Confirm pre-authorisation", HoldIn: "Freeze in", Hold: "Agree to freeze", HeldTitle: "Frozen", HoldEnded: "This pre-authorisation has ended.",
		HoldWhy: "The amount will be frozen in your wallet. The shop may take payments out of it, and the rest will come back to you.",

		PaidTitle: "Paid", BackToShop: "Back to the shop", Returning: "You will be taken back to the shop in a few seconds.", Returned: "This payment went back to your wallet.",

		Expired: "The time to pay is over. Go back to the shop and order again.", Closed: "This order is closed. There is nothing to pay.",
		PaidByOther: "This code has been paid.", OtherBuyer: "This code is for somebody else to pay.",
		NotFound: "This code is not valid. Scan it again.", Forged: "The request did not come from this page. Nothing was done.",

		Insufficient: "There is not enough money in this wallet. Choose another.",
		WrongAmount:  "The amount is not valid: enter one above zero with at most two decimals, such as 12.34.",
		WrongWallet:  "Choose one of your own wallets.",
		UsedForm:     "This page was sent before with something else in it. Check it and confirm again.",
		Refused:      "This cannot be paid. Go back to the shop and try again.",
		Unknown:      "Outcome unknown", Again: "Send again",
		Unsure: "We cannot say yet whether this was paid. Send it again: you will not pay twice.", NotNow: "This does not work right now. Try again later.",
		Busy: "Too many people are signed in right now. Try again later.",

		Once: "This is more than the wallet may pay at once: %s.",
		Day:  "With this the wallet would pay more than it may in a day: %s.",
		Year: "With this the wallet would pay more than it may in a year: %s.",
	}
)

var (
	tongues = language.NewMatcher([]language.Tag{language.Chinese, language.English})
	spoken  = []*words{&chinese, &english}
)

// wordsFor returns the texts in the language that a browser likes best of those that
// there are; Chinese when it does not say.
func wordsFor(r *http.Request) *words {
	_, index := language.MatchStrings(tongues, r.Header.Get("Accept-Language"))
	return spoken[index]
}

// said is what somebody else wrote, fit to be shown in one line: characters that
// are invisible or turn the direction of others are left out, since with them a name
// could show itself as another.
func said(text string) string {
	const joiners = "\u200c\u200d" // letters and emoji need them
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Zl, r), unicode.Is(unicode.Zp, r), unicode.Is(unicode.Zs, r):
			return ' '
		case unicode.Is(unicode.C, r) && !strings.ContainsRune(joiners, r):
			return -1
		}
		return r
	}, text)
}
