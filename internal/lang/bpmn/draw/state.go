package draw

// State is how an element of a running process is shown.
type State uint8

// The states an element may be drawn in.
const (
	Idle    State = iota // not reached
	Done                 // 已完成
	Active               // 进行中
	Late                 // 超期: active, and its limit has passed
	Stopped              // 已中止: left because something stopped it, or paused
)
