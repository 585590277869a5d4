// Package inbox is the list of tasks of an officer (待办清单): lamps, filters that stand
// in the address, filters kept by name, the figures above the list, taking the next,
// and giving many to others at once.
//
// Words: list of tasks 待办清单 · saved filter 常用筛选 · take the next 取下一件 · assign 派件.
//
// Invariants. What is chosen stands in the address and nowhere else, so that a link
// shows the same list again. Figures count the whole list, not the page, and no further
// than 1,000. Taking the next never gives two officers the same.
package inbox
