// Package wording says what the letters of a case say (文书用语): of the case, of the
// authority, of the limits, and of the step that led to the letter.
//
// States: none. Invariants: letters are written in Chinese, whatever the reader's
// language; the name of an applicant is read once, and recorded, by who gives it.
package wording
