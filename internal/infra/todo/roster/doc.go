// Package roster spreads work over people (派件调度): the chief of a section gives
// tasks, many at once, to the posts under him, and takes them from one to another.
//
// Words: assign 派件 · re-assign 改派 · section chief 科长 · department chief 分管负责人.
//
// Invariants. A task goes only to a post of its own department that carries its role.
// Who directs a section moves tasks inside it: free ones, and those its posts hold;
// who stands at the head of the department, under no section, moves all. Each task is
// moved as it was shown: one that changed meanwhile is left alone and named.
package roster
