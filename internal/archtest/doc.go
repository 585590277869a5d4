// Package archtest holds the rules of the house (architecture rules, 架构规则) as checks over the
// source tree: who may import whom, where SQL, HTTP and the wall clock may stand, how large things may
// grow, which modules are allowed, that people's words stand in the catalogue and the demo city in packs.
//
// The tables that say what is allowed stand in house.go, each exception with its reason; an exception
// that nothing uses any more is itself a fault, so the tables cannot rot. The checks work on a Tree,
// loaded from the repository by one `go list`, or from a few planted files in the tests that prove each
// check.
package archtest
