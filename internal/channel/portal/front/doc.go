// Package front is what every page of the portal begins and ends with (门户页面框架): the
// request with who sends it, the frame with the windows in its foot, the style sheet and
// the small scripts of the citizens' pages.
//
// Words: window 办事窗口 · island 页面小程序.
//
// Invariants. A page works without its scripts. Every page names where one can go
// instead (行政许可法§29, 优化营商环境条例§37: nobody is made to apply online).
package front
