// Package rule holds the named checks of values (校验规则) that data elements and the
// fields of forms ask for by name: identity numbers, credit codes, telephones, days.
//
// Invariants. A check is given clean text; none panics, and none asks anybody: what is
// well formed need not have been issued.
package rule
