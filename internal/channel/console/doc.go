// Package console is what the pages of data officers share (数据管理): a draft that is
// carried from its rehearsal to the form that applies it. Its subpackages are the pages:
// the data standard with its code lists, and the catalogue of resources.
//
// Invariants. A page is shown only to whom the policies let see the catalogue; every
// change is a use case of data/standard or data/catalog, and nothing is decided here.
package console
