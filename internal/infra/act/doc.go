// Package act is the only way to write (唯一的写入口). One use case is one
// transaction: authorise → change → event → seal leaf → jobs, all or nothing.
//
// A command first claims, in its process, its idempotency key and the streams
// it changes; later ones wait. Then it prepares on a snapshot: pure Go, checks,
// policies, encryption and hashing. What it wants to write is collected as data
// and handed to the single writer, which commits many commands together. A
// missed guard, a unique key or a changed policy prepares it again on the new
// state. To authorise and to record are one call: a refusal is an event too,
// with the rule that refused.
//
// Invariants. No change without an actor, an authorisation and an event. The
// same idempotency key has one effect and one answer. An answer is given only
// when its leaf is durable.
package act
