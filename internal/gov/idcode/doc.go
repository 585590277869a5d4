// Package idcode checks and completes the public numbers that name people,
// firms, organs and certificates (标识编码): the unified social credit code
// (统一社会信用代码), the organisation code inside it (组织机构代码), the citizen
// identity number (公民身份号码) and the two check-digit systems of ISO 7064
// that certificate numbers use.
//
// A number that passes is well formed; whether it was ever issued only its
// register knows. Everything here is pure. Parse functions answer *gov.Error of
// kind invalid whose key says what is wrong; Valid functions only say whether.
//
// Sources: GB 32100-2015 (credit code), GB 11714-1997 (organisation code),
// GB 11643-1999 (citizen number), ISO 7064:2003 = GB/T 17710-2008 (MOD 37,36
// and MOD 11,10), GB/T 2260 (division codes).
package idcode
