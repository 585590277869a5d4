// Package wallet is the card pack of a holder (卡包): his certificates and his firm's,
// showing one by a code that expires, who scanned it, and the public page a code leads
// to.
//
// Words: card 证照 · show 亮证 · code 亮证码 · record 用证记录.
//
// Invariants. The public page shows what was chosen and nothing else. The secret of a
// code stands in its address because it is scanned; it is worth nothing after minutes.
package wallet
