// Package upkeep is how the operations centre keeps the system itself in order (运行维护):
// what waits, what failed for good and is tried again, and whether the whole seal still
// holds.
//
// Words: dead letter 未完成任务 · examination 存证核验.
//
// States of an examination: asked → held or broken; one that cannot be run stays asked,
// and its job is a dead letter. A job that failed for good → ready again, when an
// administrator says so.
//
// Invariants. Nothing shown here is secret or personal: of a failure the kind and the
// time are told, and its words with every address and number covered. Each examination
// and each job put back is sealed.
package upkeep
