// Package sound tells whether a process can get stuck (可靠性检查): it plays the
// control flow of each level with every choice open and looks for deadlocks,
// paths that run in parallel and meet without being synchronised, circles
// without a way out, and nodes that nothing reaches.
//
// Data are not looked at: a condition may be true or false. A level is a process
// or the inside of a sub-process; activities pass a token on, may be left by
// their boundary events, and sub-processes count as one activity of their level.
// The search stops at maxMarkings; what was found until then is told, with a
// finding that says so.
package sound
