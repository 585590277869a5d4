// Package typeface reads a TrueType font and cuts the part of it that one
// document needs (字体子集). It keeps only the small tables in memory; outlines
// are fetched when they are asked for, so a CJK font of 10 MB costs some 300 KB
// while the program runs.
//
// Invariants: a Face never changes after Open and may be used by several
// goroutines; a Subset gives new glyph numbers in the order of first use, so the
// same text always yields the same bytes.
//
// Source of the table forms: ISO/IEC 14496-22 (OpenType).
package typeface
