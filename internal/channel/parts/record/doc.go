// Package record holds what shows data and their changes (数据部件): the preview of an import with the
// errors of each row, the difference of two versions, the proof of an entry of the seal, figures as bars
// beside their table.
//
// Words: import preview 导入预览 · difference 差异 · proof 存证 · bars 条形图.
//
// Invariants. What is wrong stands in its row, in words, with its line in the file. A difference is told
// by a word and a line through, not by colour alone. Every drawing has its figures as text.
package record
