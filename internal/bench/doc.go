// Package bench measures what the platform promises (压测): how fast, and that
// nothing is lost on the way.
//
// A figure stands beside a limit of the same machine, the same minutes and the same
// disk: what 64 callers reach in one process when they only write five rows each in
// grouped, durable commits (raw). So a figure can be compared between machines, and
// a loaded machine does not look like a slow program.
//
// Invariants. Server and load are two processes over TCP and the store lies on
// disk. People, contents and idempotency keys are unique. A bench fails unless what
// was acknowledged, the rows and the leaves are equal in number and the seal
// verifies.
package bench
