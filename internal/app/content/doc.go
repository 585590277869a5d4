// Package content keeps the packs a site has installed (已装内容包) and joins them to
// what the slices work with: the library of items, the law library, the table of
// statutory limits, the catalogue of resources.
//
// A pack is stored whole, as one sealed row, so that every process of the site
// works with the same content and the log tells who installed what. States of a
// pack: absent → installed → replaced by a newer installation.
//
// Invariants. A pack with a finding of severity "error", alone or together with
// those installed, is not installed. What is joined never changes; installing
// makes a new one, and other processes follow within two seconds.
package content
