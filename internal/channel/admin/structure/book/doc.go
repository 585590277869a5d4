// Package book is the organisation as a workbook (机构表格): five sheets, divisions,
// departments, sections, posts and assignments, with the words of either language in
// their heads. It reads one that people filled in, and writes one of the organisation
// as it stands, so that it can be changed and handed back.
//
// Invariants. Every fault is told, by sheet and cell, in words of the catalogue; a
// workbook with a fault gives no structure that may be applied. A workbook names only
// what it changes: what it refers to and the organisation has already is completed from
// there. Hostile files are bounded as in lang/dmn/sheet.
package book
