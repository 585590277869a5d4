// Package deferral accepts an application although secondary materials are missing
// (容缺受理): only where a regulation of the place allows it for the item and lists the
// materials, and only on the applicant's promise to hand them in.
//
// Words: deferral 容缺受理 · promise 承诺 · secondary materials 可容缺材料.
//
// States: promised → accepted → kept, or broken when the limit of the promise has
// passed. A promise that was not accepted is void with the acceptance without it.
//
// Invariants. No citation, no deferral: an item without a local one is refused, and
// publishing lint keeps such an item out of the packs. What, until when and with what
// consequence is told at once, in writing. The promise has a clock of its own; the
// clock of the decision runs from the acceptance. What happens when it is broken says
// the item: the application counts as taken back, or the authority refuses it with that
// reason, by a decision like any other.
package deferral
