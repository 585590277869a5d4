// Package standard is the one standard in which every datum of the city has a name
// (数据标准): data elements and code lists, so that departments mean the same thing by
// the same word and what one holds need not be asked again by another.
//
// Words: data element 数据元 · code list 代码集 · edition 代码集版本 · grade 数据分级 ·
// near-duplicate 疑似重复. An element says what a datum is called, what sort of value it
// has, by which list or rule it is checked, and how it is graded (GB/T 43697-2024: 核心,
// 重要, 一般 1–4). A code list has editions, each with the day it takes effect; a code may
// hold for some time only and pass on to others, as divisions do (GB/T 2260).
//
// States. Element: version 1, 2, … → retired (废止), and back by a new version. Edition:
// written once; the one in force on a day is the last that has taken effect.
//
// Invariants. A version once written is never changed, nor an edition: changes are new
// ones, and all are sealed. An import with a fault writes nothing. Personal data are
// graded 3 at least, sensitive ones 4. A Book never changes once read. Nothing here is
// personal data.
package standard
