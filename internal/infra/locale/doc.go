// Package locale is the catalogue of words for people (文案目录, catalogue): every sentence that a person
// reads and that no pack brings stands here, in Chinese and in English, under a key.
//
// The words lie in catalog/SLICE.yaml, each slice its own file:
//
//	case.not_yours:
//	  zh: 这件事由{department}办理，您不能更改。
//	  en: This is handled by {department}; you may not change it.
//
// {name} stands for an argument; {n|day|days} chooses by number, for English; {d:date} and {t:time} read a
// text as one, {u:unit} puts in the words of the code u, which stand under word.unit. An argument may be a
// text, a number, a gov.Date or gov.Time (written as people of the language write it), a Key (its words), or a list
// of these. Invariants: each key has both languages, with the same arguments; a key stands once. A key that
// is missing is shown as itself and counted (Missing), so that tests can see it.
//
// Texts are plain: whoever puts them into a page escapes them.
package locale
