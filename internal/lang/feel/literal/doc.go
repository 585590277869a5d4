// Package literal reads the ISO 8601 texts of dates, times and durations (日期文本) that FEEL accepts in
// functions and at-literals. Text that is none of these is null.
package literal
