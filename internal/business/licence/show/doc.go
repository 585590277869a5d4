// Package show lets the holder of an electronic certificate show it (授权亮证): for a
// purpose, chosen fields, a few minutes. Whoever scans the code sees these fields and
// nothing else, as the register has them at that moment; who scanned is recorded and
// told to the holder (用证记录).
//
// Words: card pack 卡包 · show 亮证 · scan 扫码核验 · use 用证记录 · revoke 收回.
//
// States: open → over (its minutes passed, it was revoked, or it was scanned as often
// as it may be). Nothing opens it again; another show is another code.
//
// Invariants. The secret in the code is stored nowhere. A wrong secret
// and an unknown show are told apart to nobody. A code that is over lets nothing out.
// A use names the unit that looked, never a clerk. The firm's certificates are shown
// by whoever acts for the firm, and by its legal representative.
//
// An electronic certificate is equal in law to the paper one (国令716号 §10).
//
// Resource type for the policies: Card{holder, head}. Events: licence.show_made,
// licence.show_revoked, licence.shown.
package show
