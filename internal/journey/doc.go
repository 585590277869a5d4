// Package journey plays whole stories (办事全程) over public HTTP, as the people of
// the demo city would: a citizen at home, a clerk at the window, three authorities,
// somebody who has no business with the case, and an auditor. It knows nothing of
// the program but its OpenAPI document, and finds every operation there by its
// operationId.
//
// A story is a row of steps. A step is one call by one person, and what must be
// seen in the answer; what one person did is asserted in what another one reads.
// Every story holds refusals, and due dates as literals. At its end the seal is
// computed again from the published entries (C2SP tlog-tiles), as anybody outside
// could.
//
// Words: story 办事全程, step 步骤, persona 演示人员.
//
// Invariants: no call into the program's packages; a story stops at its first
// failed step, except where its steps do not hang on each other; it is played on a
// site in test mode, because it turns the clock.
package journey
