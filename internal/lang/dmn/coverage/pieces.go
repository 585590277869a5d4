package coverage

import (
	"slices"

	"holon.example/holon/internal/lang/feel"
	"holon.example/holon/internal/lang/feel/literal"
	"holon.example/holon/internal/lang/feel/operate"
	"holon.example/holon/internal/lang/feel/value"
)

// maxPieces bounds the pieces of one column.
const maxPieces = 2000

// Pieces returns one value of every piece that the constants cut a column into: the constants, a value
// between each two neighbours and one beyond each end. For strings the rest is one piece, for which
// other stands; typeName is the FEEL name of the column's type, or "" if it is not known.
func Pieces(constants []feel.Value, typeName, other string) []feel.Value {
	r := value.NewRun(feel.Budget{})
	kind := typeName
	if kind == "" || kind == "Any" {
		kind = kindOf(constants)
	}
	if kind == "boolean" {
		return []feel.Value{value.Bool(true), value.Bool(false)}
	}
	var own []feel.Value
	for _, c := range constants {
		if value.TypeName(c) == kind && len(own) < maxPieces && !contains(r, own, c) {
			own = append(own, c)
		}
	}
	if kind == "string" || len(own) == 0 {
		return append(own, sample(kind, other))
	}
	slices.SortFunc(own, func(a, b feel.Value) int {
		order, _ := value.Compare(a, b)
		return order
	})
	return between(r, own)
}

func contains(r *value.Run, l []feel.Value, v feel.Value) bool {
	return slices.ContainsFunc(l, func(e feel.Value) bool { return value.Same(r, e, v) })
}

// kindOf is the kind of the constants; the first that is not null decides.
func kindOf(constants []feel.Value) string {
	for _, c := range constants {
		if c != nil {
			return value.TypeName(c)
		}
	}
	return "string"
}

// sample is any value of a kind whose tests name none.
func sample(kind, other string) feel.Value {
	switch kind {
	case "number":
		return value.Int(1)
	case "date":
		return literal.Date("2026-01-01")
	case "time":
		return literal.Time("12:00:00")
	case "date and time":
		return literal.DateTime("2026-01-01T12:00:00")
	case "days and time duration":
		return literal.Duration("P1D")
	case "years and months duration":
		return literal.Duration("P1M")
	case "list":
		return value.List{}
	}
	return value.String(other)
}

// between adds values between neighbours and beyond the ends.
func between(r *value.Run, sorted []feel.Value) []feel.Value {
	out := []feel.Value{}
	add := func(v feel.Value) {
		if v != nil && !contains(r, out[max(0, len(out)-2):], v) {
			out = append(out, v)
		}
	}
	add(beyond(r, sorted[0], true))
	for i, v := range sorted {
		if i > 0 {
			add(middle(r, sorted[i-1], v))
		}
		add(v)
	}
	add(beyond(r, sorted[len(sorted)-1], false))
	return out
}

// unit is the smallest sensible step of a kind.
func unit(v feel.Value) feel.Value {
	switch v.(type) {
	case value.Number:
		return value.Int(1)
	case value.MonthsDuration:
		return value.MonthsDuration(1)
	case value.Time:
		return value.NewDaysDuration(1, 0)
	}
	return value.NewDaysDuration(86400, 0)
}

func beyond(r *value.Run, v feel.Value, below bool) feel.Value {
	out := operate.Add(r, v, unit(v))
	if below {
		out = operate.Sub(v, unit(v))
	}
	// A clock has ends: going past them comes out on the other side.
	if order, ok := value.Compare(out, v); !ok || below != (order < 0) {
		return nil
	}
	return out
}

// middle is a value strictly between a and b, or nil if the kind has none there.
func middle(r *value.Run, a, b feel.Value) feel.Value {
	half := operate.Div(operate.Sub(b, a), value.Int(2))
	if a, isNumber := a.(value.Number); isNumber {
		return tidy(r, a, b, operate.Add(r, a, half))
	}
	v := operate.Add(r, a, half)
	if low, ok := value.Compare(a, v); !ok || low >= 0 {
		return nil
	}
	if high, ok := value.Compare(v, b); !ok || high >= 0 {
		return nil
	}
	return v
}

// tidy prefers a whole number between a and b.
func tidy(_ *value.Run, a value.Number, b, mid feel.Value) feel.Value {
	m, ok := mid.(value.Number)
	if !ok {
		return nil
	}
	if whole, isNumber := m.Round(0, value.Floor).(value.Number); isNumber && whole.Cmp(a) > 0 {
		if order, ok := value.Compare(whole, b); ok && order < 0 {
			return whole
		}
	}
	return mid
}
