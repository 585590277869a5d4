// Package rdf reads and writes small graphs of statements (RDF 1.1) as Turtle and as
// JSON-LD 1.1, so that catalogues can be handed to others and taken from them.
//
// Words: statement 三元组 · graph 图.
//
// Invariants. What is written is read back as the same graph, in the same order of
// bytes each time. Foreign bytes are bounded in size, depth and number of statements;
// nothing is ever loaded from elsewhere: a context that stands at an address is refused,
// as is every part of the languages that is not read. No input makes a reader panic.
package rdf
