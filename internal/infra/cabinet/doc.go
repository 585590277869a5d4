// Package cabinet keeps the files of subjects (文件柜, file cabinet): what people hand in
// and what is issued to them, each sealed under the file key of its vault subject, so
// that erasing the subject makes its files unreadable.
//
// Whose a file is: a letter belongs to its case, a certificate to itself, an upload to
// whom the uploader acts for. An upload comes before its case: when it is handed in,
// the case is given the key of that one file, encrypted under the case's own, and from
// then on opens it by that. So the statutory file of a case stays readable when the
// applicant is erased, and until then he may hand the same file in elsewhere.
//
// Files from before files were sealed lie in the clear and are opened as they are, but
// only while their subject's key exists.
package cabinet
