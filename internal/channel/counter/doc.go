// Package counter is the window (综合窗口): the queue, one form for all departments and
// the list of papers on one page, made for the keyboard; and around it the opening and
// handing over of windows, the paper receipts of an outage, the handing out of results,
// the displays of the hall and the appointments of citizens.
//
// Words: window 窗口 · visitor 来访人 · helper mode 帮办 · agent mode 委托代办 · display 叫号屏 ·
// second screen 评价屏.
//
// Invariants. Nothing is done for somebody who was not found by his document at this
// window today. Lists are masked; what is opened is recorded. Every form works without a
// script and without devices; a script only fills in what could be typed. What hangs in
// the hall shows numbers and nothing of anybody. The clerk cannot open what the visitor
// rates with.
package counter
