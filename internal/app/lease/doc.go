// Package lease shares work among the processes of one site (租约): a number or a
// duty belongs to one process at a time, as long as it renews.
//
// States: free → held → (renewed) → free, or lost when the holder was away
// longer than the lease. Invariant: two processes never hold the same name within
// one lease time, as far as their machines' clocks agree to a few seconds.
package lease
