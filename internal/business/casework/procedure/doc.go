// Package procedure is what the special procedures of a case (听证、利害关系人、容缺) see of
// it: a case in the hands of one command, and a way to ask for it. Casework implements
// it; a procedure keeps its own rows and rules.
//
// States: none. Invariants: what a procedure changes is written with the case, in one
// command, under the policies' answer for the matter it names.
package procedure
