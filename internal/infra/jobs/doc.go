// Package jobs is work after the commit (后台任务): a job is written in the same
// transaction as the change that needs it, so that neither exists without the
// other. A runner leases due jobs, performs each through a use case whose
// idempotency key is the job's id, and so has each effect once, however often
// the process dies between.
//
// Each kind of job belongs to a lane (分道) with workers of its own: timers of the law
// begin when they are due, however many letters wait to be printed. The jobs of one
// case in a lane are performed one after the other, in the order they are due. A
// lease is renewed while its job is performed, so that the job of a process that
// died is taken over within seconds and a slow one is not.
//
// States: ready → (leased) → done and gone, or after the last attempt dead: a
// dead letter stays, is counted by health, and can be put back by an operator.
package jobs
