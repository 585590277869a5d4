// Package warrant says what a chief representative decides at the window in the name
// of his authority (首席代表授权): item by item, from a day to a day.
//
// Words: warrant 授权书 · chief representative 首席代表 · item 授权事项.
//
// States: granted → revoked, or its last day passes. Invariants: a warrant names the
// post, never a person, so that it goes over with the post; it is given by an approver
// of the same authority and never by a chief representative; without one in force a
// chief representative decides nothing. It lifts no other rule: who handled or
// reviewed a matter does not decide it.
package warrant
