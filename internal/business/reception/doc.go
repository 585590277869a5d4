// Package reception is the hall where people are received (大厅接待): numbers are drawn
// and called, times are booked, windows change hands, originals are kept and given back,
// papers are looked at, results are signed for, and a cut of power or network stops
// nobody from handing something in.
//
// Words: hall 大厅 · window 窗口 (a post of the hall with the role clerk) · ticket 号票 ·
// appointment 预约 · shift 班次 · hand-over 交接班 · original 原件 · checking of originals
// 核原件 · signed collection 领取签收 · outage 断网断电 · slip 应急凭证.
//
// Invariants. A hall is a department of the form centre with at least one window; what
// happens in it belongs to it, and a clerk of another hall is refused. No table here
// holds a name, a number of a document or any other personal value in the clear:
// people, cases and drafts are named by id only.
//
// Resource type for the policies: Hall{department, division, person, subject}.
package reception
