// Package gov is the common tongue of the house (共同语言): identifiers, civil
// time, data grades, the actor of a use case, and the few kinds of error an
// application may answer with. It needs nothing but the standard library, and
// every other package may speak it.
package gov
