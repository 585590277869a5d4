// Package seal is the verifiable log (可验证存证): every event of the platform is
// a leaf of one Merkle tree, in one order, under a signed checkpoint, so that
// anyone can prove that nothing was changed, removed or put in later.
//
// A leaf commits to the canonical bytes of an event, and these name a salted
// hash of every business row the event changed. The leaf index is the one order
// and the only cursor. On SQLite the writer numbers the leaves just before it
// commits; on PostgreSQL leaves wait in a queue and one leased sequencer numbers
// them, because several nodes commit there at once. Complete tiles of 256 leaves
// are rows, in the format of C2SP tlog-tiles; docs/seal.md has the formats.
//
// Invariants. Leaves are numbered from 0 without a gap. An event, once written,
// is never changed or deleted. A checkpoint is signed only over leaves that are
// durable. The answer to a command is given when its leaf row is durable; its
// proof exists within a second.
package seal
