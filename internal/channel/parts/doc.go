// Package parts holds what the pages of all channels are made of (页面部件): the two
// frames, the lamp, the stepper, the timeline, the opinion matrix, the countdown
// with its reasons, the masked value, the summary of errors; and the style sheet of
// the language 和同.
//
// Words: lamp 时限灯 · stepper 进度条 · timeline 办理经过 · opinion matrix 意见表 · countdown 倒计时.
//
// Invariants. A state is told by shape, text and colour together. Every text comes
// from the catalogue or a pack and is escaped. Every form works without a script,
// and what was entered is shown again next to what was wrong with it.
package parts
