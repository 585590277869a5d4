// Package shift is who sits at a window and for what he answers (班次): opening a
// window, handing it over (交接班) with what is open and the originals that lie there,
// and the list of originals a window keeps (原件保管).
//
// Words: shift 班次 · hand-over 交接班 · original 原件 · cash 现金, of which there is none:
// fees go to the treasury, never over the counter (行政许可法§59).
//
// States of a shift: open → offered → closed, or open → closed when nothing is left to
// hand over. States of an original: held → returned.
//
// Invariants. A window has one shift at a time. A hand-over is signed by two persons:
// the one who leaves offers it, another one of the hall takes it over, and only then is
// the first relieved; what was counted stands in both. Nobody closes a window while
// originals lie there. An original belongs to exactly one shift until it is given back.
package shift
