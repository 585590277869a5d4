// Package words brings text to the forms in which names are compared and found
// (文本归一): plain text without case, width and punctuation, pairs of Han characters,
// pinyin whole and by first letters; and a small index that ranks names by them.
//
// Words: plain 归一文本 · term 检索词 · pinyin 拼音 · initials 首字母.
//
// Invariants. Everything is pure and deterministic: the same names and the same
// question give the same answer in the same order. What is typed only ever selects.
package words
