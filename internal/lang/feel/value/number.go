package value

import (
	"math"
	"math/bits"
	"strings"

	"github.com/cockroachdb/apd/v3"
)

// Number is a decimal128 number: either a 64-bit whole number or a reduced decimal.
type Number struct {
	small int64
	dec   *apd.Decimal
}

// maxNumberText bounds the text of a number literal; decimal128 needs far less.
const maxNumberText = 8192

var arith = apd.Context{
	Precision: 34, MaxExponent: 6144, MinExponent: -6143, Rounding: apd.RoundHalfEven,
	Traps: apd.Overflow | apd.DivisionByZero | apd.DivisionUndefined | apd.InvalidOperation | apd.DivisionImpossible,
}

const cacheLow, cacheHigh = -128, 1024

var cache = fillCache()

func fillCache() [cacheHigh - cacheLow]Value {
	var c [cacheHigh - cacheLow]Value
	for i := range c {
		c[i] = Number{small: int64(i + cacheLow)}
	}
	return c
}

// Int returns a whole number as a value.
func Int(i int64) Value {
	if i >= cacheLow && i < cacheHigh {
		return cache[i-cacheLow]
	}
	return Number{small: i}
}

// ParseNumber reads a FEEL number such as "12", "-3.50" or ".5e3"; ok is false for anything else or
// beyond decimal128.
func ParseNumber(s string) (v Value, ok bool) {
	if !plainNumber(s) {
		return nil, false
	}
	d, _, err := arith.NewFromString(s)
	if err != nil {
		return nil, false
	}
	v = fromDecimal(d)
	return v, v != nil
}

func plainNumber(s string) bool {
	s = strings.TrimPrefix(s, "-")
	digits, dot := 0, false
	for i := range len(s) {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			digits++
		case c == '.' && !dot:
			dot = true
		case (c == 'e' || c == 'E') && digits > 0:
			return plainExponent(s[i+1:]) && len(s) <= maxNumberText
		default:
			return false
		}
	}
	return digits > 0 && len(s) <= maxNumberText && !strings.HasSuffix(s, ".")
}

func plainExponent(s string) bool {
	if s != "" && (s[0] == '+' || s[0] == '-') {
		s = s[1:]
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != "" && len(s) <= 6
}

// fromDecimal reduces d and takes the short form where possible; nil if d is no finite number.
func fromDecimal(d *apd.Decimal) Value {
	if d.Form != apd.Finite {
		return nil
	}
	if d.IsZero() {
		return cache[-cacheLow]
	}
	d.Reduce(d)
	if d.Exponent >= 0 && d.NumDigits()+int64(d.Exponent) <= 19 {
		if i, err := d.Int64(); err == nil {
			return Int(i)
		}
	}
	return Number{dec: d}
}

func (n Number) decimal() *apd.Decimal {
	if n.dec != nil {
		return n.dec
	}
	return apd.New(n.small, 0)
}

// Int64 returns n as a whole number; ok is false if it has a fraction or is too large.
func (n Number) Int64() (i int64, ok bool) { return n.small, n.dec == nil }

// Float returns the nearest float64.
func (n Number) Float() float64 {
	if n.dec == nil {
		return float64(n.small)
	}
	f, err := n.dec.Float64()
	if err != nil {
		return math.Inf(n.dec.Sign())
	}
	return f
}

// Sign returns -1, 0 or 1.
func (n Number) Sign() int {
	switch {
	case n.dec != nil:
		return n.dec.Sign()
	case n.small > 0:
		return 1
	case n.small < 0:
		return -1
	}
	return 0
}

// String returns n in plain decimal notation without trailing zeros.
func (n Number) String() string { return n.decimal().Text('f') }

// Short is plain notation for everyday numbers and scientific for the very large and small.
func (n Number) Short() string {
	if n.dec != nil && (n.dec.Exponent > 40 || n.dec.Exponent < -60) {
		return n.dec.Text('E')
	}
	return n.String()
}

// Cmp orders two numbers: -1, 0 or 1.
func (n Number) Cmp(o Number) int {
	if n.dec == nil && o.dec == nil {
		switch {
		case n.small < o.small:
			return -1
		case n.small > o.small:
			return 1
		}
		return 0
	}
	return n.decimal().Cmp(o.decimal())
}

// Neg returns -n.
func (n Number) Neg() Value {
	if n.dec == nil && n.small != math.MinInt64 {
		return Int(-n.small)
	}
	return fromDecimal(new(apd.Decimal).Neg(n.decimal()))
}

// Add returns n + o; nil beyond the range of decimal128.
func (n Number) Add(o Number) Value {
	if n.dec == nil && o.dec == nil {
		if s := n.small + o.small; (s > n.small) == (o.small > 0) {
			return Int(s)
		}
	}
	return binary(arith.Add, n, o)
}

// Sub returns n - o; nil beyond the range of decimal128.
func (n Number) Sub(o Number) Value {
	if n.dec == nil && o.dec == nil {
		if s := n.small - o.small; (s < n.small) == (o.small > 0) {
			return Int(s)
		}
	}
	return binary(arith.Sub, n, o)
}

// Mul returns n * o; nil beyond the range of decimal128.
func (n Number) Mul(o Number) Value {
	if n.dec == nil && o.dec == nil && n.small != math.MinInt64 && o.small != math.MinInt64 {
		if hi, lo := bits.Mul64(magnitude(n.small), magnitude(o.small)); hi == 0 && lo <= math.MaxInt64 {
			return Int(n.small * o.small)
		}
	}
	return binary(arith.Mul, n, o)
}

func magnitude(i int64) uint64 {
	if i < 0 {
		return uint64(-i)
	}
	return uint64(i)
}

// Div returns n / o; nil for a zero divisor or beyond the range of decimal128.
func (n Number) Div(o Number) Value {
	if o.Sign() == 0 {
		return nil
	}
	if n.dec == nil && o.dec == nil && n.small != math.MinInt64 && n.small%o.small == 0 {
		return Int(n.small / o.small)
	}
	return binary(arith.Quo, n, o)
}

type operation func(d, x, y *apd.Decimal) (apd.Condition, error)

func binary(op operation, n, o Number) Value {
	d := new(apd.Decimal)
	if _, err := op(d, n.decimal(), o.decimal()); err != nil {
		return nil
	}
	return fromDecimal(d)
}
