// Package messageweb offers messages as operations of the API (消息接口).
package messageweb
