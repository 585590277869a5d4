// Package caseview shows a case to those who may see it (办件查看): whole and recorded,
// to its applicant, his delegate and the authorities; by number and query code without
// anything personal; and as heads in lists.
//
// States: those of casefile. Invariants: whoever sees anything personal is on record
// with whose data and in what quality; internal opinions are not the applicant's; a
// list holds nothing personal.
package caseview
