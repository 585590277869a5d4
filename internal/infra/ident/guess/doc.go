// Package guess bounds how often a code may be tried (试错限次): the query code of a
// case, the code of a certificate. Wrong ones are counted in the store, so that all
// nodes of a site count together and a restart forgets nothing.
//
// What is tried is kept as a blind index: neither a case number nor an address can be
// read from the table. States: free → (wrong) → … → shut for the rest of the window,
// then free again. A right code does not clear the count: who holds one code must not
// be able to try others between.
package guess
