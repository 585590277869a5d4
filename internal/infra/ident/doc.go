// Package ident knows who is at the keys (身份认证): accounts of citizens, of agents
// of legal persons, of officers and of other systems, how they sign in, and what
// a cookie or token stands for.
//
// One human may have several accounts, one per quality: who applies as a citizen
// and works as an officer keeps two, and neither sees with the other's eyes. An
// officer's account says who he is; which posts he acts on, with which roles, says
// infra/org for the day, so that a transfer takes effect by itself.
//
// Accounts come lazily. An import of 20,000 people makes people, not accounts: an
// account is a right to act, with a key and a sealed row of its own, and most
// people never sign in. It is made at the first sign-in through a trusted identity
// (Admit), or by Enrol for those an import names: officers, systems, the demo
// personas. Only accounts enrolled with a password have one.
//
// An officer who lost his password gets a one-time code from an administrator. It voids
// the password and every session at once, lives a day, and lets its owner choose a new
// password; the administrator never knows one.
//
// Words: account 账号, session 会话, token 令牌, sign-in 登录, lockout 锁定, one-time code 一次性口令.
//
// Invariants. Login names and names of people are encrypted under the person's
// key and found by a keyed index only. Passwords are argon2id hashes, encrypted
// besides; at most two are computed at once. An unknown login costs what a known
// one costs and is answered alike. Cookies and tokens are 256 random bits and are
// stored as hashes. A session ends when idle, at its end, when revoked, when its
// account is closed, and is made anew at every sign-in; one revoked here stops at
// once, one revoked by another process within 500 ms. The lives of sessions follow
// the machine's clock, not the site's, which a test may turn.
//
// Resource type for the policies: Account{account, person, kind}. Events:
// account.opened, account.closed, account.password, account.code, session.opened,
// session.closed, session.seen, signin.failed, signin.unlocked.
package ident
