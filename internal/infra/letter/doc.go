// Package letter issues official letters (文书, official letters): dated, numbered
// and kept with what they were made of. A letter belongs to one organ (发文机关)
// and one thing, such as a matter of a case; it is written in the transaction of
// the use case whose decision it tells.
//
// States: drafted → numbered → rendered → delivered. The number (文号, such as
// 〔2026〕12号) runs without a gap per organ, form and year. It is drawn in the
// transaction of the use case, or for letters made in great number by the job
// that prints them. A rendered letter has a file; delivered says how and when.
//
// Invariants. The words of a letter are composed once, when it is drafted, and
// kept encrypted under the key of the case: what is printed later is what was
// decided then. A letter that refuses carries reasons and remedies
// (行政许可法 §38). Number, kind and state hold no personal data.
package letter
