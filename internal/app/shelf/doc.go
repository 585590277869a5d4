// Package shelf judges content packs before they are installed (内容包检查): a shelf
// holds the packs that are checked with those they require, and finds what is wrong
// with them as a whole; two versions of a pack are compared part by part.
package shelf
