// Package jobs is work after the commit (后台任务): a job is written in the same
// transaction as the change that needs it, so that neither exists without the
// other. A runner leases due jobs, performs each through a use case whose
// idempotency key is the job's id, and so has each effect once, however often
// the process dies between.
//
// States: ready → (leased) → done and gone, or after the last attempt dead: a
// dead letter stays, is counted by health, and can be put back by an operator.
package jobs
