package engine

// EffectKind says what the caller has to do.
type EffectKind string

// The kinds of effects, in the words of what is to be done.
const (
	OpenTask    EffectKind = "open"     // offer a user task; answer with Complete or Fail
	CallHandler EffectKind = "call"     // run the handler Ref of a service task; then Complete or Fail
	Decide      EffectKind = "decide"   // evaluate the decision Ref; then Complete or Fail
	CallProcess EffectKind = "invoke"   // run the process Ref of another file; then Complete or Fail
	SendMessage EffectKind = "message"  // deliver the message Ref to whoever waits for it
	SendSignal  EffectKind = "signal"   // tell other instances; this one has been told
	SetTimer    EffectKind = "timer"    // at its due time call Fire with Token
	CancelTimer EffectKind = "untimer"  // the timer Token is void
	CloseTask   EffectKind = "close"    // the open task, call or decision Token is void
	TaskDone    EffectKind = "done"     // an activity is completed (for the record)
	Escalated   EffectKind = "escalate" // an escalation nobody caught (for the record)
	Ended       EffectKind = "ended"    // the instance ended with Status and Code
)

// Effect is one thing the caller must bring about after it has stored the state.
type Effect struct {
	Kind    EffectKind        `json:"kind"`
	Token   int               `json:"token,omitempty"` // task token or timer number
	Element string            `json:"element,omitempty"`
	Name    string            `json:"name,omitempty"`
	Node    string            `json:"node,omitempty"`  // kind of node: userTask, scriptTask …
	Ref     string            `json:"ref,omitempty"`   // handler, decision, process, message, signal, escalation code
	Index   int               `json:"index,omitempty"` // instance number of a loop, from 1
	Key     string            `json:"key,omitempty"`   // tells instances apart: visit, visit#2, site#3/visit
	Vars    map[string]any    `json:"vars,omitempty"`  // variables of this instance: item, loopCounter
	Attrs   map[string]string `json:"attrs,omitempty"` // what the model says beside the standard; do not change
	Timing  *Timing           `json:"timing,omitempty"`
	Status  Status            `json:"status,omitempty"`
	Code    string            `json:"code,omitempty"`
}
