// Package lists holds what lists of many rows are made of (列表部件): filters and tabs kept in the
// address, paging, the bar for doing one thing to many rows, and what stands where there is nothing.
//
// Words: filter 筛选 · bulk bar 批量操作栏 · empty state 空状态.
//
// Invariants. Every choice stands in the address, so that it can be kept, sent and reloaded; a changed
// choice begins again at the first page. Nothing here needs a script.
package lists
