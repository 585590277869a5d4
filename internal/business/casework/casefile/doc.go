// Package casefile is the case as it is kept (办件卷宗): its matters, materials,
// opinions and visits, their states, and the tables they stand in.
//
// Words: case 办件 · matter 事项 · material 材料 · opinion 意见 · visit 核查.
// States: see State and MatterState; an edge that is not listed is a conflict.
// Invariants: every row is salted by the case's own key, so that erasing a person
// does not touch a statutory file; names of files, opinions, reports, facts and
// answers are encrypted under it.
package casefile
