// Package correction is what somebody may say to a use of his data, and what is
// answered (数据异议与更正): each line of the record of uses can be asked about or
// objected to.
//
// Words: question 询问 (why was this used) · misuse 使用异议 (it should not have been
// used) · wrong 数据异议 (the datum is not right) · using unit 用数单位 · source unit 数源
// 部门 · mark 标注.
//
// States: open → answered or withdrawn. A question and a misuse are answered by the
// unit that used the data, a wrong datum is checked by the unit that holds it; where
// that one is unknown, the other answers. Each has a day by which it is answered
// (rules D1 and D2 of the table of limits), and an answer always gives reasons
// (个人信息保护法§46, §50).
//
// Invariants. An objection marks a datum, it does not change a register: what is
// wrong is put right the statutory way by the unit that holds it. Nobody is told who
// in a unit looked. Only the subject of a line asks about it, and no line twice at a
// time. What was asked and answered stands under the subject's key.
//
// Resource type for the policies: Objection{subject, department}. Events:
// objection.made, objection.answered, objection.withdrawn, objection.opened.
package correction
