// Package standards is the pages of the data standard (数据标准): elements, their versions
// and near-duplicates, code lists with their editions, and the import of a workbook with
// its rehearsal.
package standards
