// Package epoch counts the changes of what everybody's rights hang on (权限纪元):
// the policies and the organisation. The count stands in one row; a command that
// changes either adds one in the same transaction, and the writer refuses a
// command that was prepared under an older count.
//
// A Follower keeps something loaded from the store in memory together with the
// count it was loaded under, so that hot paths ask the database only now and
// then whether the count is still the same.
//
// Invariants. What a Follower gives was confirmed within its limit, or the call
// fails: rights that cannot be confirmed are no rights. What was loaded and its
// count come from one snapshot.
package epoch
