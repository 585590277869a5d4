// Package casework carries an application from the first click to the archive
// (办件): one case, several matters, each with its own authority, decision,
// letter, clock and certificate. The whole is coordinated, never fused.
//
// Words: case 办件 · matter 事项办理 · intake 收件 · pre-check 预审 · one-time notice
// 一次性告知 · supplement 补正 · acceptance 受理 · opinion 意见 · site visit 现场核查 ·
// decision 决定 · delivery 送达 · archive 归档 · first contact 首接负责.
//
// States of a case: draft → received ⇄ supplement → accepted → closed, or
// withdrawn, rejected (not needed, not competent). States of a matter: waiting
// (for a cited precondition) → open ⇄ paused → decided → delivered → closed; a
// matter that needs rework goes to rework and back alone, while the others go on.
//
// Invariants. A receipt (收件凭证) is no acceptance. What was not told at once
// within five working days is accepted from the day of receipt (行政许可法 §32(4)).
// Each matter is decided by its own authority; nobody decides what he handled
// himself. A matter waits for another only by a cited precondition. What passes
// is issued although something else fails. Personal data of a case are encrypted
// under the case's own key and read only through a recorded read.
package casework
