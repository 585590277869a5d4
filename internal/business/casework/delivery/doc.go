// Package delivery records how an applicant came to have what was decided (送达):
// handed over at the window against a signature (签收), by post with the number of the
// parcel, or electronically where he has consented.
//
// Words: delivery 送达 · collection 领取 · signature 签收 · receipt 送达回证 · post 邮寄.
//
// States of a delivery: sent (posted, the slip is not back yet) → received; at the
// window and electronically it is received at once. Ten working days from the decision
// are allowed (行政许可法§44); a late one is delivered all the same and says so.
//
// Invariants. What is handed over at the window is signed for by the applicant, or by
// a delegate who is present and whose mandate lets him collect. Nothing is delivered
// electronically without consent. Posted is not delivered: the day on the slip is.
package delivery
