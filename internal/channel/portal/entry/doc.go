// Package entry is how somebody applies on the portal (在线申请): what the matter asks
// for, the situation questions one to a page with the list of materials as it grows, the
// form with what government holds already filled in, the files, signing, and the receipt.
//
// Words: draft 草稿 · situation question 情形引导 · prefilled 免填 · piece 分片 · sign 电子签名 ·
// receipt 收件凭证.
//
// States: those of the draft (package apply): open → submitted, discarded or expired.
//
// Invariants. Every page works without a script and saves what was entered before it
// leads on. What was entered is never lost: not by an error, not by a session that ended
// (one signs in on the page that was sent), not by a second window (the draft's revision
// tells). A draft is handed in once, however often its button is pressed.
package entry
