// Package grid reads and writes workbooks whose sheets are plain tables with a head
// (表格读写): every column known by its words in any language of the site, every fault
// told by sheet and cell.
//
// Words: sheet 工作表 · head 表头 · cell 单元格.
//
// Invariants. A workbook is foreign bytes: it is bounded when unpacked, in rows, columns
// and characters, and nothing in it is ever run. A cell is text; formulas count by the
// value that was saved. What is wrong is told, never guessed at.
package grid
