// Package outage is how a hall goes on without power or network (断网断电应急): numbered
// paper receipts that were printed before, given out with the hour written on them, and
// entered when the system is back, with the true time of receipt.
//
// Words: block 号段 · slip 应急凭证 (a numbered paper receipt) · true time 实际收件时间 ·
// late entry 补录 · confirm 复核 · void 作废.
//
// States of a slip: issued → entered → confirmed → used; entered → issued when the second
// person sends it back; issued → void, and void only when it was not used.
//
// Invariants. A number carries a check character (ISO 7064 MOD 37,36) and counts once. A
// late entry says why it is late, lies neither in the future nor before its block was
// issued, and is confirmed by a second person who is not the first. The case that uses it
// is received at the true time: all statutory clocks run from then. Each number of a
// block ends as used or void, and the report of the block says which.
package outage
