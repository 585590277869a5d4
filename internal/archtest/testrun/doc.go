// Command testrun runs `go test -json` over the module and judges the whole run, not only each test
// (试验的总判). It fails when a test fails or is skipped, when no test ran, when a test that runs on one
// database engine does not run on the other, and when a promise of docs/promises.yaml has no proof that
// ran and passed. Its last line is `N passed, M failed`.
//
// A test on both engines has subtests named sqlite and postgres; the rest of their names must be equal.
// A journey says which API operations it called by t.Attr("route", operationId).
package main
