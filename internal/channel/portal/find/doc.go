// Package find lets people find what they want to do (搜事项): in plain words, with what
// packs know of how people speak, in pinyin whole or by first letters; or by going
// through the matters of persons, firms, one-things and departments.
//
// Words: search 搜索 · saying 俗称 · pinyin 拼音 · initials 首字母 · view 办事分类.
//
// An Index is made from one library and never changes. Installing a pack makes a new
// library, and the next question is answered from a new index, on every node: nothing
// of it is stored. It holds public content only, no personal data.
//
// Invariants. The same question on the same library gives the same answer in the same
// order. What is typed only ever selects; it is never part of what is run. A page of
// results begins after the last one of the page before (keyset).
package find
