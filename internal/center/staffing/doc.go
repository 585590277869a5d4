// Package staffing is how the operations centre keeps the officers of the city in
// order (人员和岗位管理): who has an officer's account, which posts he holds and when,
// and how he gets in again when his password is lost.
//
// Words: officer 工作人员 · post 岗位 · deputy B岗 · one-time code 一次性口令.
//
// States of an officer: enrolled (with a one-time code, no password) → active → closed.
// Being on posts is a state of the organisation, by day; see infra/org.
//
// Invariants. Officers are looked up and opened by whom the policies let; each file
// that is opened stands in the record of uses of the person it concerns. An
// administrator never learns a password. A register is never read here: the number of
// an identity card only ties the account to the person it belongs to, so that recusal
// (回避) holds, and the answer does not tell whether it did.
package staffing
