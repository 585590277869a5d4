// Package todo keeps the work items that any floor may open (待办, work items):
// who must do what, for which case, until when. It knows nothing of cases or
// disputes; whoever opens an item says what it refers to.
//
// States: open → claimed → done; open or claimed → cancelled; claimed → open by
// release; open or claimed → open by reassigning to others. Done and cancelled
// are final.
//
// Invariants. An item is written only inside the transaction of the use case it
// belongs to. Only the post that claimed an item completes it by hand; the use
// case that opened it may complete it in the open state too. Items hold ids and
// codes, never personal data.
//
// The lamp of an item: green, yellow from the warning time on (临期), red after
// the due time (超期).
package todo
