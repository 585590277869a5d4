// Package wordings is the pages on which administrators change what letters and messages
// say (文书与消息模板): the words that hold, what the pack or the program brought, the
// versions, a preview over an example, a new version.
//
// Invariants. Number, seal, remedies and fields of a letter stay those of its pack.
// Words are changed for what is written from then on; a letter that was written keeps
// its own, and a message is shown in the words of its day.
package wordings
