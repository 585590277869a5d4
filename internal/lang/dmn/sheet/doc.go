// Package sheet turns decision tables into spreadsheets and back (决策表与 Excel 互转),
// so that officials may write and review rules in the tool they know.
//
// A workbook holds one decision a sheet. Column A says what a row is: the decision,
// its question, the hit policy (U A P F R O C C+ C# C< C>, DMN 1.5 table 28), then
// of every column its kind, label, expression, type, allowed values and default, and
// below these one rule a row. Words may be in any of the languages given. In a
// column of text a cell needs no quotation marks; ≥ ≤ ≠ and full-width signs are
// understood; a text result that starts with "=" is a FEEL expression, and a condition
// that starts with "= " is FEEL to the letter.
//
// Invariants: what is written is read back alike; a table with a fault is never
// turned into a model: each fault names its sheet and cell; workbooks are hostile
// (bounded in size, rows and columns). The package is pure.
package sheet
