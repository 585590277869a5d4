// Package mail tells people what happened (消息): in the account always, and by e-mail
// or text message where somebody has asked for it.
//
// Words: message 消息 · channel 接收方式: app 站内, email 电子邮件, sms 短信 · consent 同意 ·
// delivery 投递 · dead letter 死信.
//
// States of a delivery: waiting → sent, or after the last attempt dead: the job that
// carries it stays as a dead letter, is counted by health and can be put back. A
// delivery whose consent has ended meanwhile is dropped.
//
// Invariants. What leaves the site is the same for every message: that there is one,
// its number and the address of the site; no name, no matter, no case. What a message
// says stands under the key of its subject. Nothing is sent outside without consent,
// which has a time and may be taken back at once. One delivery reaches its carrier
// under one id, however often it is tried.
//
// Resource type for the policies: Message{subject}. Events: message.sent,
// message.read, message.channel, message.delivery.
package mail
