package locale

import (
	"strconv"
	"strings"
)

// Lang is a language of the catalogue.
type Lang string

// The languages of the catalogue. ZH is also what is spoken when nobody asked.
const (
	ZH Lang = "zh"
	EN Lang = "en"
)

// Langs are the languages of the catalogue, the default first.
func Langs() []Lang { return []Lang{ZH, EN} }

// maxAccept is the most of an Accept-Language header that is read: browsers send under 200 bytes.
const maxAccept = 1024

// ParseLang reads a language tag, such as a cookie's value: zh, zh-CN, en_GB. Only its language counts.
func ParseLang(tag string) (Lang, bool) {
	primary, _, _ := strings.Cut(strings.ReplaceAll(strings.TrimSpace(tag), "_", "-"), "-")
	for _, l := range Langs() {
		if strings.EqualFold(primary, string(l)) {
			return l, true
		}
	}
	return ZH, false
}

// Negotiate chooses the language of a visitor: what he chose (the cookie), else what his browser prefers
// (the Accept-Language header, RFC 9110 §12.5.4), else ZH.
func Negotiate(cookie, accept string) Lang {
	if l, ok := ParseLang(cookie); ok {
		return l
	}
	best, weight := ZH, 0.0
	for part := range strings.SplitSeq(accept[:min(len(accept), maxAccept)], ",") {
		tag, params, _ := strings.Cut(part, ";")
		if l, ok := ParseLang(tag); ok && quality(params) > weight {
			best, weight = l, quality(params)
		}
	}
	return best
}

// quality reads the weight of a language range; without one it is 1, a broken one is 0.
func quality(params string) float64 {
	value, found := strings.CutPrefix(strings.TrimSpace(params), "q=")
	if !found {
		return 1
	}
	q, err := strconv.ParseFloat(value, 64)
	if err != nil || !(q >= 0 && q <= 1) {
		return 0
	}
	return q
}
