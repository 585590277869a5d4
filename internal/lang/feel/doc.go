// Package feel compiles and evaluates FEEL (Friendly Enough Expression Language, 友好表达式语言), the
// expression language of DMN 1.5, in which officials write conditions, limits and decision tables.
//
// A text is parsed once with [Compile] or [CompileTests] into closures and may then be evaluated by
// many goroutines at once. A [Scope] tells which variables and types exist; with a scope an unknown
// variable is an error with its position, without one every name is accepted. FEEL has no exceptions:
// what cannot be computed is null, and a note says why. The only error of an evaluation is an
// exhausted [Budget], so hostile rules end.
//
// Invariants: a [Program] never changes; no input makes this package panic; there is no IO and no
// clock: now() and today() see the moment given in the budget.
package feel
