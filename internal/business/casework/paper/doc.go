// Package paper opens the files of a case for whoever may see them (案卷文件): materials
// that were handed in, letters, and the receipt. Each opening is one recorded read
// before the first byte leaves; the content is decrypted piece by piece on its way.
//
// It also paces the writing of receipts (收件凭证), of which a rush of submissions would
// ask for many at once: what people wait for goes before paper.
package paper
