// Package smsweb carries messages as text messages by a webhook of an operator
// (短信投递): a signed POST of JSON.
//
// The signature is HMAC-SHA256 over the time, a point and the body, in hexadecimal;
// the receiver refuses a time too far from its own. The id of the delivery is the
// idempotency key: a second attempt is no second message.
package smsweb
