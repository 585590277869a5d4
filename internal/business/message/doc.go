// Package message tells people what happened to their business (办件消息): it follows
// the log and writes a message for each event that an applicant, a holder or a
// delegate must know of.
//
// Words: notified 一次性告知 · accepted 受理 · rejected 不予受理 · decided 作出决定 · stopped
// 停钟 · extended 延期 · certificate 证照 · objection 数据异议答复 · mandate 委托 (offered, accepted, declined, ended) · reminder
// 补正提醒, one working day before the day the notice names.
//
// Invariants. One event makes one message for each of its people, however often it is
// seen. Who is told is who the event names, never who acted; of a case also who acts in it
// for the applicant under a mandate that stands at that moment. Whose key is destroyed is
// told nothing.
package message
