// Package wire is how the people of a story speak with a site: requests named by their
// operationId, answers, and what must be seen in them (报文与断言).
//
// Words: request 请求 · answer 应答 · check 断言 · path into an answer 取值路径.
//
// Invariants: it knows of a site what its OpenAPI document says and nothing else; a check
// never changes an answer.
package wire
