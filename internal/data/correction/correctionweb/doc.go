// Package correctionweb offers questions about and objections to uses of one's data as
// operations of the API (数据异议接口).
package correctionweb
