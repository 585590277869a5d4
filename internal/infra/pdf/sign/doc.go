// Package sign puts a department's electronic seal on a PDF file and checks it
// (电子签章): a detached CMS signature over all bytes of the file but its own place,
// in the form ETSI.CAdES.detached of ISO 32000-2 §12.8.3.4 (PAdES baseline B-B).
//
// A signature is an increment: the earlier bytes stay, so a letter of several
// organs is signed by each in turn, and each signature vouches for all that was
// there before it. Electronic Signature Law (电子签名法) §13 asks that a later change
// of signature or content can be found; Verify finds both.
//
// Invariants: the last signature covers the whole file, else Verify refuses;
// the signing time is the claimed one, taken from the caller's clock (a time-stamp
// authority is not asked). Only files of package pdf can be signed or verified:
// others are refused as such. The bytes are hostile, and no file makes Verify panic.
//
// A demonstration city uses an Authority of its own; its certificates are good
// for the demonstration only, and the seal printed on the page says so.
package sign
