// Package timespan reads the ISO 8601 texts that the timer events of a process
// model hold: a date and time, a duration, or a repeating interval (timeDate,
// timeDuration, timeCycle; BPMN 2.0 §10.5.5, table 10.101).
//
// It knows no calendar: whether the days of a duration are civil or working days
// is decided by who adds it to an instant.
package timespan
