// Package book is the standard as a workbook (数据标准表格): a sheet of data elements in
// the columns national standards describe them by (GB/T 18391, GB/T 19488: 标识符, 中文名称,
// 表示格式 and so on), one of code lists and one of codes. It reads one that people filled
// in, and writes the standard as it stands, so that it can be changed and handed back.
//
// Words: representation 表示格式: c..60 is up to sixty characters, n18 eighteen digits,
// n..12,2 up to twelve of which two behind the point, d8 a day, t6 a time, d14 both,
// b yes or no.
//
// Invariants. Every fault is told, by sheet and cell; a workbook with a fault gives no
// draft that may be applied.
package book
