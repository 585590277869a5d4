// Package coverage finds gaps, overlaps and unreachable rules (漏项, 重叠, 无效规则) of a decision table.
//
// Each column is cut into finitely many pieces on which no test of the column changes its answer: the
// values that the tests name, one value between each two of them, and one beyond each end. The rules
// that may apply are followed from column to column; equal sets of rules are looked at once, and the
// number of sets is bounded, so a large table ends with an honest "not complete" instead of no answer.
package coverage
