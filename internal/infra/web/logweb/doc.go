// Package logweb offers the event log over HTTP (事件接口): pages of it, and a live
// stream by server-sent events. Events hold ids and codes only; who may see them
// the policies say, and the look itself is recorded once a page or stream.
package logweb
