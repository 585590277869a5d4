// Package pdf prints what government hands out: official letters (公文) and
// certificates (证照), as PDF files made of plain data.
//
// A letter follows the letter form of GB/T 9704-2012 §10.1 (信函格式): the organ's
// name in red (发文机关标志), a red double line, the document number (文号), the
// title, whom it is for (主送), paragraphs, numbered items and tables, the organ
// and date at the end (落款) under the seal, and page numbers from the second
// page. A certificate is one framed sheet across, with an annex behind it when
// the document has further blocks.
//
// Lines break by the Chinese rules (禁则): no closing mark begins a line, no
// opening mark ends one, no number and no Latin word is split unless it is longer
// than a line. A character the font lacks (生僻字) is drawn as a box with its code
// and stays the same character when the text is copied; nothing is dropped and
// control characters are shown rather than obeyed.
//
// Invariants: the same document gives the same bytes; a seal always carries the
// words that deny it effect (演示章·无法律效力), or rendering refuses; no text of
// any length or kind makes rendering panic. The font is embedded by `make`; a
// build without it renders nothing and says so.
package pdf
