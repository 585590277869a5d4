// Package concern gives notice of an application to third parties whose great interests
// it directly concerns (告知利害关系人, 行政许可法§36): they may state their case, and the
// authority must hear them before it decides; of a hearing they are told as parties (§47).
//
// Words: third party 利害关系人 · notice 告知 · statement 陈述和申辩.
//
// States: told → stated, or silent when the term of the notice has passed.
//
// Invariants. A third party sees the notice and his own words, never the case. What he
// says and why he was told are encrypted under the case's key. No decision before he has
// spoken or his term is over.
package concern
