// Package structure is the pages on which administrators keep the organisation of the
// city (机构维护): the tree as of a day, the whole line of a unit, changes that take
// effect on a date, and the import of a workbook with a rehearsal first.
//
// Words: rehearsal 预演 · workbook 表格 · effective date 生效日期.
//
// Invariants. Nothing is overwritten: a change begins a version. What a workbook would
// do is shown before it is done, with every fault by sheet and cell; what is applied is
// checked again.
package structure
