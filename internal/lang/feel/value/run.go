package value

import "time"

// Limit is an error that ends an evaluation: a bound of its budget.
type Limit string

// The limits of an evaluation.
const (
	ErrSteps  Limit = "the rule needs more steps than it is allowed"
	ErrMemory Limit = "the rule needs more memory than it is allowed"
	ErrDepth  Limit = "functions of the rule call each other too deeply"
)

// Error returns the limit in words.
func (l Limit) Error() string { return string(l) }

// Budget bounds one evaluation. A zero field takes the default.
type Budget struct {
	Steps int64     // loop rounds, calls and compared elements; default 1,000,000
	Bytes int64     // bytes of lists and strings made; default 64 MiB
	Now   time.Time // what now() and today() return; zero means they return null
}

const (
	defaultSteps = 1000000
	defaultBytes = 64 << 20
	maxDepth     = 400
	maxNotes     = 20
)

// Note is a remark on something that turned into null during an evaluation.
type Note struct {
	Pos  int    // byte offset in the expression
	Code string // stable word for the kind of trouble, such as "argument"
	Text string // plain English
}

// Run is one evaluation: what is left of its budget, and the notes made on the way. It is not safe for
// use by several goroutines.
type Run struct {
	steps, bytes int64
	depth        int
	now          time.Time
	at           int // where the function under way was called
	err          error
	notes        []Note
}

// NewRun starts an evaluation.
func NewRun(b Budget) *Run {
	r := &Run{}
	r.Reset(b)
	return r
}

// Reset makes r ready for another evaluation.
func (r *Run) Reset(b Budget) {
	r.steps, r.bytes, r.now = b.Steps, b.Bytes, b.Now
	if r.steps == 0 {
		r.steps = defaultSteps
	}
	if r.bytes == 0 {
		r.bytes = defaultBytes
	}
	r.depth, r.at, r.err, r.notes = 0, 0, nil, nil
}

// Step uses n steps; false means the evaluation is over and the caller returns at once.
func (r *Run) Step(n int) bool {
	r.steps -= int64(n)
	if r.steps < 0 && r.err == nil {
		r.err = ErrSteps
	}
	return r.err == nil
}

// Grow uses n bytes of memory and a step; false means the evaluation is over.
func (r *Run) Grow(n int) bool {
	r.bytes -= int64(n)
	if r.bytes < 0 && r.err == nil {
		r.err = ErrMemory
	}
	return r.Step(1)
}

// GrowList uses the memory of a list of n elements.
func (r *Run) GrowList(n int) bool { return r.Grow(16*n) && r.Step(n/4) }

// Enter begins a function call; false means the evaluation is over. Every Enter needs a Leave.
func (r *Run) Enter() bool {
	r.depth++
	if r.depth > maxDepth && r.err == nil {
		r.err = ErrDepth
	}
	return r.Step(1)
}

// Leave ends a function call.
func (r *Run) Leave() { r.depth-- }

// Fail ends the evaluation with an error, unless it has already ended.
func (r *Run) Fail(err error) {
	if r.err == nil {
		r.err = err
	}
}

// Err returns why the evaluation ended early, or nil.
func (r *Run) Err() error { return r.err }

// Now returns the moment of this evaluation; zero if none was given.
func (r *Run) Now() time.Time { return r.now }

// Note records trouble; only the first twenty are kept. Position 0 stands for the place of the function
// call under way.
func (r *Run) Note(pos int, code, text string) {
	if pos == 0 {
		pos = r.at
	}
	if r.Noting() {
		r.notes = append(r.notes, Note{Pos: pos, Code: code, Text: text})
	}
}

// Noting tells whether another note would be kept, so that its text is worth making.
func (r *Run) Noting() bool { return len(r.notes) < maxNotes }

// Notes returns what was recorded.
func (r *Run) Notes() []Note { return r.notes }
