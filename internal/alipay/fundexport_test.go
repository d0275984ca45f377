package alipay

import "maps"

// TakesGet reports whether v3 takes a method by GET.
func TakesGet(method string) bool { return methods[method].get }

// FundMethods are the methods that call refusals by names of their own.
func FundMethods() map[string]bool {
	known := map[string]bool{}
	for name := range maps.Keys(fundFamilies) {
		_, known[name] = methods[name]
	}
	return known
}

// RefusalNameOf returns what a method calls a refusal.
func RefusalNameOf(method, code string) string {
	name, _ := refusalName(method, code)
	return name
}

// NoticeOf returns what an event is told by.
var NoticeOf = noticeOf
