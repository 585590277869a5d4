// Package openings is the page on which a hall's hours and appointments are set
// (大厅开放时间与放号): when it is open, how long a slot is, how many at a time, and how
// far ahead one may book. Operators do it for their division, administrators for all.
//
// Invariants. What is booked stays when the plan changes. The windows of a hall are
// posts of the organisation and are not kept here.
package openings
