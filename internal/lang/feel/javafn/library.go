package javafn

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// find returns the method of a class for these parameter types, or nil.
func find(class, name string, types []string) method {
	short, ok := strings.CutPrefix(class, "java.lang.")
	if !ok {
		return nil
	}
	if short == "Math" || short == "StrictMath" {
		return mathMethod(name, types)
	}
	if short == "String" {
		return stringMethod(name, types)
	}
	return numberMethod(short, name, types)
}

var oneFloat = map[string]func(float64) float64{
	"sqrt": math.Sqrt, "cbrt": math.Cbrt, "exp": math.Exp, "expm1": math.Expm1, "log": math.Log, "log10": math.Log10,
	"log1p": math.Log1p, "sin": math.Sin, "cos": math.Cos, "tan": math.Tan, "asin": math.Asin, "acos": math.Acos,
	"atan": math.Atan, "sinh": math.Sinh, "cosh": math.Cosh, "tanh": math.Tanh, "floor": math.Floor, "ceil": math.Ceil,
	"rint":      math.RoundToEven,
	"toRadians": func(x float64) float64 { return x / 180 * math.Pi }, "toDegrees": func(x float64) float64 { return x * 180 / math.Pi },
}

var twoFloats = map[string]func(a, b float64) float64{
	"pow": math.Pow, "hypot": math.Hypot, "atan2": math.Atan2, "IEEEremainder": math.Remainder, "copySign": math.Copysign,
}

func isFloat(t string) bool { return t == "double" || t == "float" }
func isWhole(t string) bool { return t == "int" || t == "long" }

func mathMethod(name string, types []string) method {
	switch {
	case len(types) == 1 && isFloat(types[0]):
		if f := oneFloat[name]; f != nil {
			return func(a []any) (any, bool) { return finite(f(float(a[0]))) }
		}
	case len(types) == 2 && isFloat(types[0]) && isFloat(types[1]):
		if f := twoFloats[name]; f != nil {
			return func(a []any) (any, bool) { return finite(f(float(a[0]), float(a[1]))) }
		}
	}
	if len(types) == 0 || slices.ContainsFunc(types, func(t string) bool { return t != types[0] }) {
		return nil
	}
	if isFloat(types[0]) {
		return floatMethod(name, len(types))
	}
	if isWhole(types[0]) {
		return wholeMethod(name, len(types))
	}
	return nil
}

func floatMethod(name string, n int) method {
	switch {
	case n == 2 && name == "max":
		return func(a []any) (any, bool) { return finite(math.Max(float(a[0]), float(a[1]))) }
	case n == 2 && name == "min":
		return func(a []any) (any, bool) { return finite(math.Min(float(a[0]), float(a[1]))) }
	case n == 1 && name == "abs":
		return func(a []any) (any, bool) { return finite(math.Abs(float(a[0]))) }
	case n == 1 && name == "round":
		return func(a []any) (any, bool) { return finite(math.Floor(float(a[0]) + 0.5)) }
	case n == 1 && name == "signum":
		return func(a []any) (any, bool) { return sign(float(a[0])), true }
	}
	return nil
}

func sign(x float64) float64 {
	switch {
	case x > 0:
		return 1
	case x < 0:
		return -1
	}
	return 0
}

var twoWholes = map[string]func(a, b int64) (int64, bool){
	"max": func(a, b int64) (int64, bool) { return max(a, b), true },
	"min": func(a, b int64) (int64, bool) { return min(a, b), true },
	"addExact": func(a, b int64) (int64, bool) {
		s := a + b
		return s, (s > a) == (b > 0)
	},
	"subtractExact": func(a, b int64) (int64, bool) {
		s := a - b
		return s, (s < a) == (b > 0)
	},
	"multiplyExact": func(a, b int64) (int64, bool) {
		p := a * b
		return p, a == 0 || p/a == b && (a != -1 || b != math.MinInt64)
	},
	"floorDiv": func(a, b int64) (int64, bool) {
		if b == 0 {
			return 0, false
		}
		q := a / b
		if a%b != 0 && (a < 0) != (b < 0) {
			q--
		}
		return q, true
	},
	"floorMod": func(a, b int64) (int64, bool) {
		if b == 0 {
			return 0, false
		}
		return (a%b + b) % b, true
	},
}

func wholeMethod(name string, n int) method {
	if f := twoWholes[name]; n == 2 && f != nil {
		return func(a []any) (any, bool) { return wholePair(f, a) }
	}
	if n == 1 && name == "abs" {
		return func(a []any) (any, bool) {
			i, ok := a[0].(int64)
			return max(i, -i), ok
		}
	}
	return nil
}

func wholePair(f func(a, b int64) (int64, bool), a []any) (any, bool) {
	x, ok1 := a[0].(int64)
	y, ok2 := a[1].(int64)
	if !ok1 || !ok2 {
		return nil, false
	}
	return f(x, y)
}

func float(v any) float64 {
	f, _ := v.(float64)
	return f
}

func finite(f float64) (any, bool) { return f, !math.IsNaN(f) && !math.IsInf(f, 0) }

// sizes are the bits of the whole number classes.
var sizes = map[string]int{"Integer": 32, "Long": 64, "Short": 16, "Byte": 8}

func numberMethod(class, name string, types []string) method {
	parse := name == "valueOf" || strings.HasPrefix(name, "parse")
	one := len(types) == 1
	if bits := sizes[class]; bits > 0 {
		switch {
		case one && parse && types[0] == "java.lang.String":
			return func(a []any) (any, bool) {
				s, _ := a[0].(string)
				i, err := strconv.ParseInt(s, 10, bits)
				return i, err == nil
			}
		case one && name == "valueOf":
			return func(a []any) (any, bool) { return a[0], true }
		case one && name == "toString":
			return textOf
		}
		return wholeMethod(name, len(types))
	}
	switch class {
	case "Double", "Float":
		return floatClass(name, types, parse && one)
	case "Boolean":
		if one && parse {
			return booleanOf
		}
	case "Character":
		if one && (name == "valueOf" || name == "toString") {
			return textOf
		}
	}
	return nil
}

func floatClass(name string, types []string, parse bool) method {
	switch {
	case parse && types[0] == "java.lang.String":
		return func(a []any) (any, bool) {
			s, _ := a[0].(string)
			f, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
			if err != nil {
				return nil, false
			}
			return finite(f)
		}
	case parse && name == "valueOf":
		return func(a []any) (any, bool) { return a[0], true }
	}
	return floatMethod(name, len(types))
}

func booleanOf(a []any) (any, bool) {
	if s, ok := a[0].(string); ok {
		return strings.EqualFold(s, "true"), true
	}
	return a[0], true
}

func textOf(a []any) (any, bool) { return javaText(a[0]), true }

// javaText is what String.valueOf gives.
func javaText(v any) string {
	switch x := v.(type) {
	case nil:
		return "null"
	case string:
		return x
	case bool:
		return strconv.FormatBool(x)
	case int64:
		return strconv.FormatInt(x, 10)
	case float64:
		s := strconv.FormatFloat(x, 'f', -1, 64)
		if !strings.Contains(s, ".") {
			s += ".0"
		}
		return s
	}
	return ""
}
