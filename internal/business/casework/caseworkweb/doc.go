// Package caseworkweb offers casework as operations of the API (办件接口): begin,
// submit, supplement, open, and every step of the authorities. The bodies are the
// slice's own types; who may do what the policies say, not the address.
package caseworkweb
