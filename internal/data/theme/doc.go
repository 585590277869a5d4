// Package theme keeps the theme databases (政务主题数据库): what government knows
// of persons and of firms, one row for each, under the standard's element codes.
//
// Person 自然人: one vault subject each. Number, name, birth, address, phone are
// encrypted under the person's own key, element by element, so that a read opens
// only what was asked for; the number is found by a blind index. Household,
// spouse, father and mother are ids. Firm 经营主体: the credit code and what the
// register publishes stand open, what concerns the legal representative and the
// telephone is encrypted under the firm's key.
//
// Invariants. Rows change only through act. Values leave only through
// data/exchange, which calls Person and Firm and seals each read; anybody else
// gets ids and published data. An import with a wrong row writes nothing; one
// that was interrupted is completed by running it again (until then a reference may
// name a row that is not there yet), and no row is written twice.
package theme
