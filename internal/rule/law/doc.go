// Package law is the law library (法规库 / law library): statutes down to the
// article, paragraph and item (条、款、项), and the citations by which items,
// clocks, catalogue attributes, duties and letters name their legal basis.
//
// A citation is written 行政许可法§42.1 (article 42, paragraph 1), §32(4) (its
// item 4), §133-1 (第一百三十三条之一), with @2019-04-23 after the name for one
// version of the text; 行政许可法第四十二条第一款第（二）项 and 行政许可法/42/1/2
// mean the same and are read as well.
//
// Convert reads the Markdown in which statutes are commonly published into
// articles and reports what it could not read; Import does so for a folder; the
// pack holds the result as JSON. A Library resolves citations to text, by the
// version in force on a day. Whoever cites an article registers the citation in
// a Registry, so that a broken citation is found and a change of law tells whom
// it concerns.
//
// Invariants: a Library never changes once loaded; article numbers of a law rise
// without repeating, and a gap is named in the report, never closed silently; an
// excerpt says that it is one.
package law
