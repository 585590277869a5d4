// Package exchange is the one way by which personal data leave the registers
// (数据共享交换, data exchange). Whoever wants to prefill a field, check a fact or
// see somebody's data asks here, names the purpose, the legal basis and the case,
// and the read is sealed before the answer leaves (政务数据共享条例; 个人信息保护法).
//
// An answer is never an error because data are missing: an element is held,
// empty (the register knows there is none), unknown (no record, no register
// connected, not granted) or withheld (above what the asker may see). Check
// answers yes, no or unknown and lets no value out (可用不可见).
//
// Grades: one's own data are clear. For others' data citizens get what is public;
// officers and systems see up to grade 3 within a case, grade 2 without one, and
// above that a masked form.
//
// 用数记录 (who used my data): a projection of the read events. It shows unit,
// purpose, fields, time and case, never a clerk; of a read that concerned
// several people each sees his own line only. A lawful delay to tell is sealed
// and hides the case's lines until its term.
//
// Invariants. Values never stand in an event or a log. No read without purpose;
// none of others' data without a basis.
package exchange
