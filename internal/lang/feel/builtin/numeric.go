package builtin

import (
	"holon.example/holon/internal/lang/feel/operate"
	"holon.example/holon/internal/lang/feel/value"
)

func declareNumbers() {
	def("decimal", over("n:number, scale:number", rounding(value.HalfEven)))
	def("floor", over("n:number", rounding(value.Floor)), over("n:number, scale:number", rounding(value.Floor)))
	def("ceiling", over("n:number", rounding(value.Ceiling)), over("n:number, scale:number", rounding(value.Ceiling)))
	def("round up", over("n:number, scale:number", rounding(value.Up)))
	def("round down", over("n:number, scale:number", rounding(value.Down)))
	def("round half up", over("n:number, scale:number", rounding(value.HalfUp)))
	def("round half down", over("n:number, scale:number", rounding(value.HalfDown)))
	def("abs", over("n:number|duration", abs))
	def("modulo", over("dividend:number, divisor:number", func(_ *value.Run, a []value.Value) value.Value {
		return num(a[0]).Mod(num(a[1]))
	}))
	def("sqrt", over("number:number", onNumber(value.Number.Sqrt)))
	def("log", over("number:number", onNumber(value.Number.Ln)))
	def("exp", over("number:number", onNumber(value.Number.Exp)))
	def("odd", over("number:number", parity(1)))
	def("even", over("number:number", parity(0)))
}

func num(v value.Value) value.Number {
	n, _ := v.(value.Number)
	return n
}

func rounding(how value.Rounding) impl {
	return func(_ *value.Run, a []value.Value) value.Value {
		var scale int64
		if len(a) > 1 {
			var ok bool
			if scale, ok = whole(a[1]); !ok {
				return nil
			}
		}
		return num(a[0]).Round(scale, how)
	}
}

func onNumber(f func(value.Number) value.Value) impl {
	return func(r *value.Run, a []value.Value) value.Value {
		if !r.Step(50) {
			return nil
		}
		return f(num(a[0]))
	}
}

func abs(_ *value.Run, a []value.Value) value.Value {
	negative := false
	switch x := a[0].(type) {
	case value.Number:
		negative = x.Sign() < 0
	case value.DaysDuration:
		negative = x.Sign() < 0
	case value.MonthsDuration:
		negative = x < 0
	}
	if negative {
		return operate.Neg(a[0])
	}
	return a[0]
}

// parity is false for numbers that are not whole.
func parity(rest int64) impl {
	return func(_ *value.Run, a []value.Value) value.Value {
		m, ok := num(a[0]).Mod(num(value.Int(2))).(value.Number)
		if !ok {
			return nil
		}
		return value.Bool(m.Cmp(num(value.Int(rest))) == 0)
	}
}
