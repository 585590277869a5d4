package limit

import "holon.example/holon/internal/gov"

// Unit is what a limit is counted in; each clock has its own.
type Unit string

// The units of limits.
const (
	Workday Unit = "workday" // 工作日, by the calendar (行政许可法 §82)
	Day     Unit = "day"     // 自然日
	Hour    Unit = "hour"    // 小时, from the instant
	Month   Unit = "month"   // 月, to the corresponding day (民法典 §202)
)

// maxAmount bounds a limit, in its unit.
const maxAmount = 4_000

// Length is an amount of a unit. Zero means at once: the same day.
type Length struct {
	Amount int  `json:"amount" yaml:"amount"`
	Unit   Unit `json:"unit" yaml:"unit"`
}

// Check refuses an unknown unit and an amount out of bounds.
func (l Length) Check() error {
	switch l.Unit {
	case Workday, Day, Hour, Month:
	default:
		return gov.Invalid("limit.unit").With("unit", string(l.Unit))
	}
	if l.Amount < 0 || l.Amount > maxAmount {
		return gov.Invalid("limit.amount").With("amount", l.Amount)
	}
	return nil
}

// Within tells whether l is certainly not longer than other, whatever the
// calendar says: n natural days never exceed n working days, but n working days
// may exceed any number of natural ones. A promise (承诺时限) must lie within
// its statutory limit so.
func (l Length) Within(other Length) bool {
	if l.Amount == 0 {
		return true
	}
	amount := l.Amount
	if l.Unit == Hour && other.Unit != Hour {
		amount = (l.Amount + 23) / 24
		return other.Unit == Month && amount <= 28*other.Amount || other.Unit != Month && amount <= other.Amount
	}
	switch {
	case l.Unit == other.Unit:
		return amount <= other.Amount
	case l.Unit == Day && other.Unit == Workday:
		return amount <= other.Amount
	case l.Unit == Day && other.Unit == Month:
		return amount <= 28*other.Amount
	}
	return false
}
