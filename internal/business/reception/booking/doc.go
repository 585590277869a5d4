// Package booking is appointments at a hall (预约): a hall offers times by its plan,
// somebody books one for himself or his firm, changes or cancels it, and draws his
// number with its code when he comes.
//
// Words: plan 放号计划 · slot 时段 · seat 号源 · book 预约 · change 改约 · cancel 取消 · check-in 签到.
//
// States: booked → arrived, cancelled, missed. Changing is booking another time and
// giving the first up, in one step.
//
// Invariants. A seat is booked once: each has one row in the store that two cannot
// hold, whatever the concurrency. Nobody holds two appointments at one hall on one day.
// Times lie on working days within the plan, later than now. The code is told to who
// booked, and only its digest is kept. Nobody must book to be served.
package booking
