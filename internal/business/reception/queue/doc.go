// Package queue is the numbers of a hall (取号叫号): one draws a number, a window calls
// it, serves it, passes it, sends it to another window or notes that nobody came.
//
// Words: draw 取号 · call 叫号 · pass 过号 · no-show 未到 · transfer 转窗口 · green lane
// 绿色通道 (elders, disabled people) · queue figures 排队情况.
//
// States: waiting → called → served, absent; called → waiting when passed or sent to
// another window. A number passed twice and called in vain again is absent.
//
// Invariants. A number is drawn once a hall, day and kind. A called number stands at
// one window only; two windows that call at once get two numbers, and the second that
// asks for the same is refused. A window has one number at a time. Nothing personal is
// kept: a ticket knows nobody. Order: sent from another window, green lane, appointments
// that are due, then by the time drawn.
package queue
