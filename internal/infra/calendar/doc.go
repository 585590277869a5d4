// Package calendar knows which days the government works (工作日 / working
// day). China's days off cannot be computed from the weekday: the State
// Council announces each year's days off (放假) and the weekends that become
// working days in exchange (调休上班 / make-up workdays), and a make-up workday
// may stand in the neighbouring year (全国年节及纪念日放假办法 §2, §6, §7).
//
// A Calendar is therefore an editable table per year. A year that has not been
// announced is computed from the statutory holidays in force on its first day,
// each holiday that falls on a weekend being made up on the next working day
// (§6), and every answer that touches such a year is marked provisional.
//
// Invariants: a Calendar never changes once built; two tables that contradict
// each other on a day are refused; a limit that leaves the covered years is an
// error, never a guess; all dates are civil days of the site's zone.
package calendar
