// Package sealweb serves the log to whoever wants to check it (存证公开接口), as
// C2SP tlog-tiles has it: the signed checkpoint, the tiles of hashes and the
// entry bundles. An entry is the canonical bytes of an event: ids, codes and
// salted hashes, no personal data.
//
// Invariants. What is served lies under the newest signed checkpoint. A tile,
// once served, never changes, so it may be cached for ever; the checkpoint may
// not. Paths have one spelling; any other is not found.
package sealweb
