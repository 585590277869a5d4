// Package licence is the certificate (证照) that a decision grants: what it says,
// how it is numbered, what may become of it, how it looks on paper and how
// anybody checks it.
//
// A certificate carries two numbers. The number on its face (证照编号) follows the
// rule of its kind, which is pack content written as a Pattern. The identifier of the electronic
// certificate (电子证照标识) follows GB/T 36904-2018 and closes with ISO 7064 MOD 37,36.
// An electronic certificate equals paper in law (国令716号 §10).
//
// States: valid (有效) ⇄ suspended (挂起); both end as revoked (撤销、吊销,
// 行政许可法 §69), cancelled (注销, §70), expired (过期) or replaced by the next
// version (换证、变更、延续). An end is final. A certificate whose holder asked for
// renewal in time does not expire while nothing is decided (视为准予延续, §50).
//
// Invariants: a change of state names its ground and its date; a new version
// keeps number and serial and counts on; a public check learns nothing without the code
// printed on the certificate, and never a natural person's full name.
//
// This file and its neighbours are pure: no store, no clock, no network.
package licence
