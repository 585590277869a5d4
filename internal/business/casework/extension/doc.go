// Package extension gives an authority more time for a matter (延长期限, 行政许可法§42): as
// often and as long as the law allows, approved by the rank it names, and told to the
// applicant with the reason.
//
// States: those of the clock. Invariants: the letter names the day the extension leads
// to, and goes out in the same command; a rank that may not approve is refused by the
// clock itself.
package extension
