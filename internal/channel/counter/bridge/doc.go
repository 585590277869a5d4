// Package bridge lets the page of a window reach the devices that stand on its desk
// (外设桥接): a small server on the same machine, for one site and one token.
//
// Words: bridge 外设桥接 · reader of identity cards 身份证读卡器 · document camera 高拍仪 ·
// printer 打印机 · pairing 配对.
//
// Invariants. It listens on the loopback address alone, answers only requests that name
// it by that address, come from a page of the paired site and bring the token. A device
// that does not answer in time is given up, in words, and the next request finds it
// free again as soon as the device lets go. Nothing of a card or a scan is kept or
// logged. Without a bridge the page works as before: everything can be typed and
// uploaded by hand.
package bridge
