// Package smtp carries messages by e-mail (电子邮件投递): to one relay, over TLS, with a
// message id made of the delivery's id, so that a relay can tell a second attempt.
package smtp
