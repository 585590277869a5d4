// Package operate holds the operators of FEEL on values of any kind (运算): arithmetic, three-valued logic
// and the members of dates, durations and ranges. What is not defined for two kinds is null (DMN 1.5,
// tables 50 to 53 and 65).
package operate
