// Package file writes the objects of a PDF file (ISO 32000-1) and reads back the
// ones this house wrote, which is what a later signature needs.
//
// A file is written once, front to back: objects, cross-reference table,
// trailer. It may then grow by increments (增量更新) that leave every earlier
// byte as it was. The reader takes only classic cross-reference tables, and
// treats the bytes as hostile: every offset is checked, nothing recurses.
//
// Invariant: the same calls give the same bytes.
package file
