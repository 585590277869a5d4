// Package inspect looks into a file that somebody hands in, before it is kept
// (文件检查): what it is by its content, never by its name, and whether it would
// harm whoever opens it.
//
// Only types of an allow-list pass. Archives (also the office and OFD formats, which
// are archives) are walked whole: number of entries, sizes declared and
// found, ratio, overlapping entries, nested archives, names that lead outside,
// links, encryption, macros, and the types of what they hold. Images are judged
// by the dimensions in their header, before anybody decodes them, and looked through
// to their end: what was cut (截断) is refused, also pixel data that end too soon. A
// PDF must end with a trailer that names its cross-reference.
//
// Nothing is written or executed here, and memory does not grow with the file.
// Every refusal is a *gov.Error of kind invalid or too large with a key of blob.*.
package inspect
