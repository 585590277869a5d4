// Package messages is the page of messages (消息) and of how one wants to be told.
package messages
