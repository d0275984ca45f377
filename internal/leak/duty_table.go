package leak

// The laws of the table.
var (
	lawReporting = text{"Measures on National Cybersecurity Incident Reporting (CAC, in force 2025-11-01)", "《国家网络安全事件报告管理办法》（2025年11月1日起施行）"}
	lawPayments  = text{"Measures on Reporting Cybersecurity Incidents in the Business Areas of the People's Bank of China (Order [2025] No. 4, in force 2025-08-01)", "《中国人民银行业务领域网络安全事件报告管理办法》（中国人民银行令〔2025〕第4号，2025年8月1日起施行）"}
	lawPersonal  = text{"Personal Information Protection Law (in force 2021-11-01)", "《中华人民共和国个人信息保护法》（2021年11月1日起施行）"}
	lawGDPR      = text{"Regulation (EU) 2016/679 (GDPR)", "欧盟《通用数据保护条例》（GDPR）"}
	lawLocal     = text{"local law", "当地法律"}
)

// Where they say so.
var (
	inReporting = text{"art. 4 and annex", "第四条、附件"}
	inFollowUp  = text{"on supplementary and final reports", "关于补报和总结报告的规定"}
	inPayments  = text{"art. 2", "第二条"}
	inPersonal  = text{"art. 57", "第五十七条"}
	inGDPR33    = text{"art. 33(1) to (3)", "第33条第1至3款"}
	inGDPR33Add = text{"art. 33(4)", "第33条第4款"}
	inGDPR34    = text{"art. 34", "第34条"}
	inNone      = text{"not in this table", "本表未收录"}
)

// What the laws ask for.
var (
	reportCritical = text{
		"Report to the protection department of the sector and to the police within 1 hour: by the number of people alone the grade is \"larger\" or above.",
		"按涉及人数已达“较大”及以上等级：1小时内向保护工作部门、公安机关报告。",
	}
	reportOther = text{
		"Report to the provincial cyberspace administration within 4 hours: by the number of people alone the grade is \"larger\" or above.",
		"按涉及人数已达“较大”及以上等级：4小时内向属地省级网信部门报告。",
	}
	gradeCritical = text{
		"Grade the incident by the annex within 1 hour. By the number of people alone it is below \"larger\" (1,000,000); losses from 5 million yuan on, outages or important data can make it larger, and then it is to be reported to the protection department and to the police by this time.",
		"1小时内对照《网络安全事件分级指南》研判。仅按涉及人数尚未达到“较大”（100万人）；如因直接经济损失（500万元以上）、系统中断或者重要数据等达到“较大”，应当在此时限内向保护工作部门、公安机关报告。",
	}
	gradeOther = text{
		"Grade the incident by the annex within 4 hours. By the number of people alone it is below \"larger\" (1,000,000); losses from 5 million yuan on, outages or important data can make it larger, and then it is to be reported to the provincial cyberspace administration by this time.",
		"4小时内对照《网络安全事件分级指南》研判。仅按涉及人数尚未达到“较大”（100万人）；如因直接经济损失（500万元以上）、系统中断或者重要数据等达到“较大”，应当在此时限内向属地省级网信部门报告。",
	}
	reportMore = text{
		"Add what could not be said in the first report, and important news, as soon as it is known. A final report follows within 30 days of the end of handling.",
		"首次报告未能说明的情况以及新的重要情况，应当及时补报。处置工作结束后30日内提交总结报告。",
	}
	reportLast = text{
		"Hand in the final report: cause, handling, harm, who is responsible, what was put right, lessons.",
		"提交总结报告：事件原因、应急处置措施、危害、责任处理、整改情况、教训等。",
	}
	reportBank = text{
		"A payment institution reports to the People's Bank of China or its local branch. The deadline follows from the grade in the institution's own grading standard under that order; this table does not hold it: look it up now.",
		"支付机构应当向中国人民银行或者住所地中国人民银行分支机构报告。时限取决于本机构依该办法制定的分级标准，本表未收录：请立即查阅。",
	}
	tellAuthority = text{
		"Take remedial measures at once and notify the department for the protection of personal information: kinds of information, cause and possible harm; measures taken and what people can do; contact.",
		"立即采取补救措施，并通知履行个人信息保护职责的部门：信息种类、原因和可能造成的危害；已采取的补救措施和个人可以采取的减轻危害的措施；联系方式。",
	}
	tellPeople = text{
		"Notify the people concerned, with the same contents. This may be left out only if the measures taken effectively avoid the harm, unless the department asks for it.",
		"通知有关个人，内容同上。采取措施能够有效避免危害的，可以不通知个人；但有关部门认为可能造成危害的，有权要求通知个人。",
	}
	tellSupervisor = text{
		"Notify the supervisory authority within 72 hours of awareness, unless a risk to people is unlikely: nature, categories and numbers of people and records, contact, likely consequences, measures. A later notification gives the reasons for the delay.",
		"知悉后72小时内通知监管机构（不太可能给个人带来风险的除外）：事件性质、所涉个人和记录的类别与数量、联系方式、可能的后果、措施。逾期须说明理由。",
	}
	tellMore = text{
		"What cannot be provided at the same time is provided in phases, without undue further delay.",
		"无法同时提供的信息，可以分阶段提供，不得无故再拖延。",
	}
	tellSubjects = text{
		"Tell the people concerned without undue delay, in clear and plain language, if a high risk to them is likely.",
		"可能给个人带来高风险的，应当以清晰易懂的语言，毫不迟延地告知有关个人。",
	}
	lookUp = text{
		"This table does not know the law of these regions: look up what it asks for, and by when.",
		"本表未收录这些地区的法律：请查明其要求和时限。",
	}
	findOut = text{
		"The region of some of these customers is not recorded: find out which law protects them.",
		"部分客户的地区没有记录：请查明适用的法律。",
	}
)

// larger reports whether the number of people alone makes the grade "larger".
func larger(_ *DutyInput, people uint64) bool { return people >= gradeLarger }

func critical(q *DutyInput, _ uint64) bool { return q.Critical }

func closed(q *DutyInput, _ uint64) bool { return q.Closed != 0 }

// both and not combine conditions.
func both(a, b func(*DutyInput, uint64) bool) func(*DutyInput, uint64) bool {
	return func(q *DutyInput, n uint64) bool { return a(q, n) && b(q, n) }
}

func not(a func(*DutyInput, uint64) bool) func(*DutyInput, uint64) bool {
	return func(q *DutyInput, n uint64) bool { return !a(q, n) }
}

// rules is the table, as of DutiesAsOf.
var rules = []rule{
	{mainland, "CN", lawReporting, inReporting, PhaseFirst, ToRegulator, reportCritical, both(critical, larger), hour},
	{mainland, "CN", lawReporting, inReporting, PhaseFirst, ToRegulator, reportOther, both(not(critical), larger), 4 * hour},
	{mainland, "CN", lawReporting, inReporting, PhaseFirst, ToRegulator, gradeCritical, both(critical, not(larger)), hour},
	{mainland, "CN", lawReporting, inReporting, PhaseFirst, ToRegulator, gradeOther, both(not(critical), not(larger)), 4 * hour},
	{mainland, "CN", lawReporting, inFollowUp, PhaseSupplementary, ToRegulator, reportMore, larger, 0},
	{mainland, "CN", lawReporting, inFollowUp, PhaseFinal, ToRegulator, reportLast, both(closed, larger), 30 * 24 * hour},
	{mainland, "CN", lawPayments, inPayments, PhaseFirst, ToRegulator, reportBank, nil, 0},
	{mainland, "CN", lawPersonal, inPersonal, PhaseFirst, ToRegulator, tellAuthority, nil, 0},
	{mainland, "CN", lawPersonal, inPersonal, PhaseFirst, ToPeople, tellPeople, nil, 0},
	{europe, "EU", lawGDPR, inGDPR33, PhaseFirst, ToRegulator, tellSupervisor, nil, 72 * hour},
	{europe, "EU", lawGDPR, inGDPR33Add, PhaseSupplementary, ToRegulator, tellMore, nil, 0},
	{europe, "EU", lawGDPR, inGDPR34, PhaseFirst, ToPeople, tellSubjects, nil, 0},
	{elsewhere, "", lawLocal, inNone, PhaseFirst, ToRegulator, lookUp, nil, 0},
	{unknownRegion, "", lawLocal, inNone, PhaseFirst, ToRegulator, findOut, nil, 0},
}
