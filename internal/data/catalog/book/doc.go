// Package book is the catalogue as a workbook in the national form (政务信息资源目录表): one
// sheet, a resource in as many rows as it has columns of data, what concerns the whole
// in the first of them. It reads one that people filled in, and writes the catalogue as
// it stands.
//
// Invariants. Every fault is told by sheet and cell; a workbook with a fault gives
// nothing that may be imported. Hostile files are bounded as in data/standard/grid.
package book
