// Package blob keeps files that people hand in and that the house issues
// (附件、文书): content-addressed, checked by what they contain, durable before the
// transaction that names them.
//
// A file is streamed to a temporary place while its SHA-256 is computed, looked
// into by package inspect, written to stable storage (file and folder) and only
// then named by its hash. Two equal files are one. An upload that breaks off
// leaves nothing behind.
//
// Personal attachments are sealed: encrypted in pieces of 64 KiB under a key of
// their subject (AES-256-GCM in the STREAM construction), named by the hash of
// the ciphertext. Their plain bytes never reach the disk, not even while they are
// inspected, and nobody can read them once the subject's key is destroyed.
//
// Files lie in a folder, or in the database in chunks (分块) of 256 KiB, where all nodes
// of a site reach them; what is being received lies in the node's own folder first. A
// site may change from one to the other: older files are still found.
//
// States: being received (temporary) → kept → removed, if nobody wanted it. Nothing
// kept is ever changed.
//
// Invariants: a Ref returned by Put or PutSealed survives a power cut; the bytes
// under a Ref hash to it; a sealed file that was cut, extended or reordered is
// refused when read.
package blob
