// Package basis finds the articles an officer names under an opinion or a decision
// (条款选择): those the items of the case cite, and any other article of the same laws,
// with the exact text.
//
// Words: article 条款 · law picker 条款选择.
//
// Invariants. What is offered resolves in the law library on the day it is offered, and
// is inserted in the form in which citations are written. Nothing is offered that the
// items of the case have nothing to do with.
package basis
