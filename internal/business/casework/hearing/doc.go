// Package hearing is the hearing of a permit (听证, 行政许可法§46–§48): the right to it is
// told, an applicant or third party asks for it, the authority calls it, holds it, and
// decides on its minutes and on nothing else.
//
// Words: hearing 听证 · right told 告知听证权利 · request 听证申请 · notice 听证通知 · chair 听证主持人 ·
// minutes 听证笔录 · party 听证参加人: applicant or third party 利害关系人.
//
// States: told → requested → called → held; told → lapsed when nobody asked in five
// working days; any open one → void when its matter ends. A hearing that the authority
// holds by its own motion (§46) begins requested.
//
// Invariants. Five working days to ask (§47.1), twenty to hold it from the request, and
// called at least seven working days before (§48.1(1)). From the request to the end of
// the hearing the clock of the decision stands still, on the ground of §45. Who examined
// the matter does not chair (§48.1(3)). No decision while the right to ask or a hearing is
// open; after one, only on its signed minutes (§48.2).
package hearing
