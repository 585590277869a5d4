// Package shelf keeps what an officer has at hand (常用): named filters of his list of
// tasks, and phrases he writes again and again (理由模板).
//
// Words: saved filter 常用筛选 · phrase 理由模板 · shared 本部门共享.
//
// States: kept → dropped (the row goes). Invariants: a template belongs to one
// account on one department; shared ones are seen by the whole department and no
// other; a filter is the query of an address and decides nothing about rights; a
// phrase is general: it holds no personal data.
package shelf
