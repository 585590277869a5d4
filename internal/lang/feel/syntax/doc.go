// Package syntax reads FEEL text into a tree (语法树).
//
// FEEL names may hold spaces, Chinese characters and even operator signs, so the text can be cut into
// words only with the names in scope at hand: [Names] is that set. The longest known name wins; words
// that belong to no known name are joined up to the next keyword or sign, so that `loan amount > 5`
// reads as one name without any scope.
//
// Invariants: every input ends in a tree or in an *[Error] with a position; the work is linear in the
// length of the text; nesting beyond a fixed depth is refused at the bracket that exceeds it.
package syntax
