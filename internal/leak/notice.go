package leak

import (
	"cmp"
	_ "embed"
	"slices"
	"strings"
	"text/template"

	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
)

// Release is one time at which a customer's data went down a path of an
// incident.
type Release struct {
	Time   int64 // business time, ns
	Fields customer.Fields
	Level  disclosure.Level
}

// NoticeInput is what a customer's notice is written from. Nothing in it says who
// read her data, and no value of hers is in it.
type NoticeInput struct {
	Incident     uint32
	Customer     customer.ID
	External     string
	Language     string // hers
	Organisation string // on whose behalf
	Contact      string // of the privacy officer; "": a sentence that says where to ask
	AwareAt      int64
	Releases     []Release
	Measures     []string // taken so far, in her language
}

// releasesMax is how many times a notice lists; more are counted.
const releasesMax = 20

// Names of fields and levels, as notices and reports write them.
var (
	fieldNames = [customer.FieldCount]text{
		customer.Name: {"name", "姓名"}, customer.NationalID: {"identity document number", "证件号码"},
		customer.Phone: {"phone number", "手机号码"}, customer.Email: {"e-mail address", "电子邮箱"},
		customer.Address: {"postal address", "地址"}, customer.BirthDate: {"date of birth", "出生日期"},
		customer.BankAccount: {"bank account number", "银行账号"}, customer.Card: {"card number", "银行卡号"},
	}
	levelNames = [...]text{
		disclosure.Matched: {"found by a lookup", "查询匹配"}, disclosure.Masked: {"partly hidden", "部分隐藏"},
		disclosure.Clear: {"in full", "完整显示"}, disclosure.Exported: {"in an exported file", "导出文件"},
		disclosure.Ciphertext: {"in an encrypted backup", "加密备份"},
	}
	separator = text{", ", "、"}
)

// consequence is what a kind of data can be misused for, and what helps.
type consequence struct {
	fields        customer.Fields
	harm, against text
}

var consequences = []consequence{
	{
		customer.FieldsOf(customer.Phone, customer.Email, customer.Name),
		text{"Someone may call or write to you and pretend to be us, a shop, a bank or an authority.", "可能有人冒充本平台、商家、银行或者政府机关与您联系。"},
		text{"Be wary of calls and messages about your account. We never ask you for a password or a code, or to transfer money.", "对涉及账户的来电和信息保持警惕。我们不会向您索要密码、验证码，也不会要求您转账。"},
	},
	{
		customer.FieldsOf(customer.NationalID, customer.BirthDate),
		text{"Someone may try to open accounts or sign contracts in your name.", "可能有人冒用您的身份开户或者签订合同。"},
		text{"Do not confirm applications that you did not make, and check your credit record.", "不要确认非本人提出的申请，并留意您的征信记录。"},
	},
	{
		customer.FieldsOf(customer.BankAccount, customer.Card),
		text{"Someone may try to use your account or card.", "可能有人试图使用您的账户或者银行卡。"},
		text{"Check your statements, and tell your bank at once of anything that you do not know; it can replace the card.", "核对交易记录，发现异常请立即联系发卡银行，必要时换卡。"},
	},
	{
		customer.FieldsOf(customer.Address),
		text{"You may be sent things that you did not order, or be visited under a pretext.", "您可能收到并非本人订购的物品，或者有人借故上门。"},
		text{"Do not accept or pay for deliveries that you did not order.", "不要签收或者支付并非本人订购的包裹。"},
	},
}

//go:embed text/notice.en.md
var noticeEN string

//go:embed text/notice.zh.md
var noticeZH string

var notices = map[string]*template.Template{
	"en": template.Must(template.New("notice.en").Parse(noticeEN)),
	"zh": template.Must(template.New("notice.zh").Parse(noticeZH)),
}

// noticeText is what the template of a notice is filled with.
type noticeText struct {
	NoticeInput
	Aware, Fields string
	Times         []timeText
	More          int
	Until         string // the last time, when More are left out
	Harms, Steps  []string
	BackupOnly    bool // nothing but encrypted copies went
}

type timeText struct{ At, Fields, Level string }

// WriteNotice writes one customer's notice: what happened, which of her data and
// when, what may follow, what was done, what she can do, and whom she can ask.
func WriteNotice(in NoticeInput) Notice {
	in.Language = languageOf(in.Language)
	title := text{"Notice: your personal data", "个人信息安全事件告知书"}.in(in.Language)
	return Notice{
		Customer: in.Customer, External: in.External, Language: in.Language, Title: title,
		Text: fill(notices[in.Language], in.text()),
	}
}

// text prepares what the template shows.
func (in *NoticeInput) text() noticeText {
	t := noticeText{NoticeInput: *in, Aware: stamp(in.AwareAt), BackupOnly: len(in.Releases) > 0}
	releases := slices.Clone(in.Releases)
	slices.SortStableFunc(releases, func(a, b Release) int { return cmp.Compare(a.Time, b.Time) })
	var fields customer.Fields
	for k, r := range releases {
		fields |= r.Fields
		t.BackupOnly = t.BackupOnly && r.Level == disclosure.Ciphertext
		if k < releasesMax {
			t.Times = append(t.Times, timeText{stamp(r.Time), told(r.Fields, in.Language), levelNames[r.Level].in(in.Language)})
		}
	}
	if t.More = len(releases) - len(t.Times); t.More > 0 {
		t.Until = stamp(releases[len(releases)-1].Time)
	}
	t.Fields = told(fields, in.Language)
	for _, c := range consequences {
		if c.fields.Meets(fields) && !t.BackupOnly {
			t.Harms = append(t.Harms, c.harm.in(in.Language))
			t.Steps = append(t.Steps, c.against.in(in.Language))
		}
	}
	return t
}

// existence is what a release without fields tells.
var existence = text{"the fact that you are a customer", "您是客户这一事实"}

// told lists the fields of a release, or what it tells without any.
func told(fields customer.Fields, language string) string {
	if fields == 0 {
		return existence.in(language)
	}
	return namesOf(fields, language)
}

// namesOf lists fields as texts name them.
func namesOf(fields customer.Fields, language string) string {
	var names []string
	for f := range fields.All() {
		names = append(names, fieldNames[f].in(language))
	}
	return strings.Join(names, separator.in(language))
}
