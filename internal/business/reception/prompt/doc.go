// Package prompt is what the second screen of a window shows its visitor (评价提示): that
// he may rate the visit. The clerk asks for it and can do no more.
//
// Words: second screen 评价屏 · prompt 评价提示.
//
// Invariants. A prompt is of one case, of one window, and fades after ten minutes. The
// clerk's page never holds the link; the screen does, and it is opened by no officer.
package prompt
