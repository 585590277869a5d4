// Package builtin holds the built-in functions (内置函数) of FEEL, DMN 1.5, clause 10.3.4.
//
// A function is declared by the signatures of the standard, with the names of the parameters, and a
// Go function on arguments that are already checked and converted. A wrong argument gives null and a
// note; nothing panics, and work that grows with the data is counted against the run.
package builtin
