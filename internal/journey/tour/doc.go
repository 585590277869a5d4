// Package tour prepares the scenes that visitors of a demo city play by themselves (导览): by the steps of
// the stories, over public HTTP, as the city's people.
//
// Invariants: nothing is kept between two calls but the API's addresses; what is there already is found in
// the city's own lists and not made again, so that pressing twice makes nothing twice.
package tour
