// Package explain answers on the command line what somebody may do and why (权限解释):
// it reads who asks and what is asked about from the store of a site, with every
// attribute the policies see, and asks the policies that the server asks.
//
// Invariant: every resource type of the schema is read; a test compares both.
package explain
