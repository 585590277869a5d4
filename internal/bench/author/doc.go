// Package author writes applications for measuring (造数): for any form values that it
// accepts, synthetic and with valid check digits, no two alike.
//
// Invariant: the same seed and stream write the same on the same day.
package author
