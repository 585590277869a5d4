// Package clock runs the statutory clocks (法定时限 / statutory clock) of a
// matter or of one step: it is set off under a rule of the table (package
// limit), runs in the rule's own unit, stands still only on the grounds the law
// closes (行政许可法 §45), is extended only by the rank the law names (§42), and
// ends by the act that was due, by the law's own outcome, or by withdrawal.
//
// States: running → stopped → running …; running → done | lapsed; running or
// stopped → cancelled. A clock that ended never changes again.
//
// Everything here is pure: a Clock is a small value that is stored as JSON, Do
// takes a clock and an act to the next clock or refuses with a *gov.Error, and
// Apply replays an act that was accepted. Due computes the last days from the
// calendar and explains them in steps with keys of the locale catalogue
// ("clock.why.…"), Next tells the instants at which something falls due, and
// Recompute compares two calendars.
//
// Invariants: the promised limit (承诺时限) never exceeds the statutory one;
// pauses never shorten a limit; an extension never moves it earlier; a pause
// begins and ends on the day of its act and never in the past; what a clock
// ended with is frozen against later edits of the calendar.
package clock
