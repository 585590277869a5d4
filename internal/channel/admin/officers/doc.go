// Package officers is the pages on which administrators keep the officers of the city
// (人员与岗位): find one, enrol one, give and end posts and deputies by date, a one-time
// code for who lost his password, the end of his sessions.
//
// Invariants. A one-time code is on the page that answers its issuing and on no other.
// Every form goes to a use case of center/staffing or infra/ident.
package officers
