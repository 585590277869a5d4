// Package collect is the signed handing out of a result at the window (领取签收): who
// came, in what quality, how his identity was checked, and if he wrote his name on the
// pad, the picture of it.
//
// Words: recipient 领取人 · quality 领取身份: holder 本人, head 法定代表人, delegate 受托人 ·
// signature 签名.
//
// Invariants. Nothing is handed to somebody who was not identified at this window today.
// It goes to the applicant, to the head of the firm that is the applicant (民法典§61), or
// to whom a mandate lets collect it. A result is signed for once.
package collect
