// Package certify makes the certificate that a decision of a case grants (制证):
// it takes the number's rule and the term from the item, the holder from the
// register, and the conditions from the form. One that is about somebody who is in no
// register yet, such as a newborn, is made out to him by the name on the form and kept
// by the applicant (持有人 holder, 记载对象 bearer).
//
// States: none of its own; see package licence. Invariant: a certificate says
// only what was decided and what the register holds.
package certify
