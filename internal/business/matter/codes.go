package matter

import (
	"regexp"
	"slices"
	"strconv"
)

// Kinds of item in the third and fourth place of the basic code.
var types = []string{"01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "20"}

var (
	baseForm = regexp.MustCompile(`^[0-9]{6}[0-9A-Z]{6}$`)
	idForm   = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,79}$`)
)

// baseType gives the type of item a basic code names.
func baseType(code string) string {
	if len(code) < 4 {
		return ""
	}
	return code[2:4]
}

// baseAuthority gives the department code a basic code names.
func baseAuthority(code string) string {
	if len(code) < 6 {
		return ""
	}
	return code[4:6]
}

// implementationCode is the 31 characters of an item in a region: the
// department's USCC, the level of exercise and the basic code (GB/T 39554.1 as
// seen in published data).
func implementationCode(uscc string, level int, base string) string {
	return uscc + strconv.Itoa(level) + base
}

func lintCodes(it *Item, r report) {
	r.need(idForm.MatchString(it.ID), "item.id")
	if !baseForm.MatchString(it.BaseCode) {
		r.err("item.code.base", "code", it.BaseCode)
		return
	}
	r.need(slices.Contains(types, it.Type), "item.type", "type", it.Type)
	r.need(baseType(it.BaseCode) == it.Type, "item.code.type", "code", it.BaseCode, "type", it.Type)
	r.need(baseAuthority(it.BaseCode) == it.Authority, "item.code.authority",
		"code", it.BaseCode, "authority", it.Authority)
}
