// Package web is the one place where HTTP meets the house (网络入口): the mux, what
// every request passes through, and what every answer looks like, so that the
// web parts of the slices hold no preamble.
//
// A request gets an id, a language, and the actor its cookie or bearer token
// stands for; all of it is a Call in its context. Bodies are limited, headers are
// set, a panic becomes an answer. A browser's session may change something only
// from the site's own pages and with the token of the session (CSRF); a bearer
// token needs neither. Errors have one form: gov.Kind gives the status, the
// catalogue the words, as RFC 9457 problem or as a page.
//
// Words: idempotency key 防重复编号, drain 平稳停机.
//
// Invariants. Nothing of an internal error leaves the process but its request
// id. Hostile bytes (NUL, invalid UTF-8) never reach a slice. Logs hold paths,
// never queries, bodies or cookies. Types of the API are the slices' own.
package web
