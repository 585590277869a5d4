// Package bus carries what happened to whoever must know (事件总线, event bus).
// The log is the queue: a consumer is a leased cursor on the leaf index, never
// on an id or a time, so that nothing is missed and nothing seen out of order.
//
// A Projection (投影) computes tables from events alone. Its writes and its
// cursor are one batch: each event counts exactly once, whatever process dies.
// A Consumer does work of another kind and sees an event at least once; it acts
// through use cases whose idempotency key is the leaf index. Rebuild recomputes
// projections and compares them row by row.
//
// Consumers are woken in process, by LISTEN/NOTIFY on PostgreSQL, or by a poll
// every 200 ms where both are missing. A tail of the newest events is kept in
// memory and shared, so that many readers cost one.
//
// States of a cursor: free → leased → (renewed with each advance) → free. The
// guard on the stored position, not the lease, keeps two processes from
// applying the same event twice; the lease only saves the work.
package bus
