// Package exchangeweb offers the exchange over HTTP (数据共享接口): one lookup for one
// purpose, and to everybody the record of who used his data.
package exchangeweb
