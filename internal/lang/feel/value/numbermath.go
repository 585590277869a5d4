package value

import (
	"github.com/cockroachdb/apd/v3"
)

// Rounding is a direction for [Number.Round].
type Rounding string

// The roundings of the FEEL functions decimal, floor, ceiling, round up, round down, round half up and
// round half down.
const (
	HalfEven = Rounding(apd.RoundHalfEven)
	Floor    = Rounding(apd.RoundFloor)
	Ceiling  = Rounding(apd.RoundCeiling)
	Up       = Rounding(apd.RoundUp)
	Down     = Rounding(apd.RoundDown)
	HalfUp   = Rounding(apd.RoundHalfUp)
	HalfDown = Rounding(apd.RoundHalfDown)
)

// The scales that decimal128 knows (DMN 1.5, 10.3.4.5).
const minScale, maxScale = -6111, 6176

// Round keeps scale digits after the point (before it, if negative); nil if scale is out of range.
func (n Number) Round(scale int64, how Rounding) Value {
	if scale < minScale || scale > maxScale {
		return nil
	}
	d := n.decimal()
	if -int64(d.Exponent) <= scale {
		return n
	}
	c := arith
	c.Precision, c.Rounding = 7000, apd.Rounder(how)
	out := new(apd.Decimal)
	if _, err := c.Quantize(out, d, int32(-scale)); err != nil {
		return nil
	}
	return fromDecimal(out)
}

// maxPower bounds the exponent of powers that are not simple.
const maxPower = 100000

// Pow returns n ** o; nil where it is undefined or out of range.
func (n Number) Pow(o Number) Value {
	if o.dec == nil {
		return n.powInt(o.small)
	}
	if n.Sign() < 0 || o.decimal().NumDigits()+int64(o.decimal().Exponent) > 6 {
		return nil
	}
	if n.Sign() == 0 {
		if o.Sign() < 0 {
			return nil
		}
		return Int(0)
	}
	d := new(apd.Decimal)
	if _, err := wide().Pow(d, n.decimal(), o.decimal()); err != nil {
		return nil
	}
	return round34(d)
}

// powInt multiplies by squaring with guard digits; it ends early on overflow or underflow.
func (n Number) powInt(e int64) Value {
	if n.Sign() == 0 {
		return zeroPower(e)
	}
	if n.dec == nil && (n.small == 1 || n.small == -1) {
		if n.small == 1 || e%2 == 0 {
			return Int(1)
		}
		return Int(-1)
	}
	c, left := wide(), magnitude(e)
	if left > maxPower*1000 {
		return nil
	}
	result, square := apd.New(1, 0), new(apd.Decimal).Set(n.decimal())
	for ; left > 0; left >>= 1 {
		if left&1 == 1 {
			if _, err := c.Mul(result, result, square); err != nil {
				return nil
			}
		}
		if left > 1 {
			if _, err := c.Mul(square, square, square); err != nil {
				return nil
			}
		}
	}
	if e < 0 {
		if _, err := c.Quo(result, apd.New(1, 0), result); err != nil {
			return nil
		}
	}
	return round34(result)
}

func zeroPower(e int64) Value {
	switch {
	case e < 0:
		return nil
	case e == 0:
		return Int(1)
	}
	return Int(0)
}

// wide is the arithmetic context with guard digits for functions made of many steps.
func wide() *apd.Context {
	c := arith
	c.Precision = 44
	return &c
}

func round34(d *apd.Decimal) Value {
	if _, err := arith.Round(d, d); err != nil {
		return nil
	}
	return fromDecimal(d)
}

func unary(op func(d, x *apd.Decimal) (apd.Condition, error), n Number) Value {
	d := new(apd.Decimal)
	if _, err := op(d, n.decimal()); err != nil {
		return nil
	}
	return round34(d)
}

// Sqrt returns the square root; nil for a negative number.
func (n Number) Sqrt() Value {
	if n.Sign() < 0 {
		return nil
	}
	return unary(wide().Sqrt, n)
}

// Exp returns e to the power n; nil beyond the range of decimal128.
func (n Number) Exp() Value {
	if limit := (Number{small: 15000}); n.Cmp(limit) > 0 || n.Cmp(Number{small: -15000}) < 0 {
		return nil
	}
	return unary(wide().Exp, n)
}

// Ln returns the natural logarithm; nil unless n is positive.
func (n Number) Ln() Value {
	if n.Sign() <= 0 {
		return nil
	}
	return unary(wide().Ln, n)
}

// Mod returns n - o*floor(n/o), whose sign is that of o (DMN 1.5, modulo); nil for a zero divisor.
func (n Number) Mod(o Number) Value {
	if o.Sign() == 0 {
		return nil
	}
	if n.dec == nil && o.dec == nil {
		m := n.small % o.small
		if m != 0 && (m < 0) != (o.small < 0) {
			m += o.small
		}
		return Int(m)
	}
	q, ok := n.Div(o).(Number)
	if !ok {
		return nil
	}
	f, ok := q.Round(0, Floor).(Number)
	if !ok {
		return nil
	}
	p, ok := o.Mul(f).(Number)
	if !ok {
		return nil
	}
	return n.Sub(p)
}
