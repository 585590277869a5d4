// Package people is what an office arranges among itself (岗位与授权): who is away and who
// stands in for him, what the chief representative decides at the window, and the
// phrases people write again and again.
//
// Words: leave 离岗 · deputy AB角 · warrant 首席代表授权 · phrase 理由模板.
//
// Invariants. People are named by their posts. Every form calls the use case of the
// API, under a key of its own, and shows again what was refused.
package people
