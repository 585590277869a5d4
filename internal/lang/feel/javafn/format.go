package javafn

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

func stringMethod(name string, types []string) method {
	switch {
	case name == "valueOf" && len(types) == 1:
		return textOf
	case name == "format" && len(types) == 2 && types[0] == "java.lang.String" && open(types):
		return format
	}
	return nil
}

// directive is a directive of java.util.Formatter: %[argument$][flags][width][.precision]conversion.
var directive = regexp.MustCompile(`%(\d{1,4}\$)?([-#+ 0,(]*)(\d{1,3})?(\.\d{1,3})?([a-zA-Z%])`)

// format is String.format for the conversions of text, numbers and booleans.
func format(a []any) (any, bool) {
	pattern, _ := a[0].(string)
	args, _ := a[1].([]any)
	next, good := 0, true
	out := directive.ReplaceAllStringFunc(pattern, func(d string) string {
		m := directive.FindStringSubmatch(d)
		switch m[5] {
		case "%":
			return "%"
		case "n":
			return "\n"
		}
		at := next
		if m[1] != "" {
			at, _ = strconv.Atoi(strings.TrimSuffix(m[1], "$"))
			at--
		} else {
			next++
		}
		if at < 0 || at >= len(args) {
			good = false
			return ""
		}
		text, ok := formatOne(m, args[at])
		good = good && ok
		return text
	})
	return out, good && len(out) < 1<<20
}

func formatOne(m []string, arg any) (string, bool) {
	flags, width, precision := m[2], m[3], m[4]
	if strings.Contains(flags, "(") {
		return "", false
	}
	grouped := strings.Contains(flags, ",")
	flags = strings.ReplaceAll(flags, ",", "")
	switch m[5] {
	case "s", "S":
		text := fmt.Sprintf("%"+flags+width+precision+"s", javaText(arg))
		if m[5] == "S" {
			text = strings.ToUpper(text)
		}
		return text, true
	case "d", "x", "X", "o":
		i, ok := arg.(int64)
		text := fmt.Sprintf("%"+flags+width+m[5], i)
		return group(text, grouped), ok
	case "f", "e", "E":
		x, ok := asFloat(arg)
		text := fmt.Sprintf("%"+flags+width+precision+m[5], x)
		return group(text, grouped), ok
	case "b", "B":
		b, isBool := arg.(bool)
		return fmt.Sprintf("%"+flags+width+"t", isBool && b || !isBool && arg != nil), true
	}
	return "", false
}

func asFloat(v any) (float64, bool) {
	switch x := v.(type) {
	case int64:
		return float64(x), true
	case float64:
		return x, true
	}
	return 0, false
}

// group puts commas between thousands.
func group(text string, on bool) string {
	if !on {
		return text
	}
	whole, rest, _ := strings.Cut(text, ".")
	start := strings.IndexFunc(whole, func(r rune) bool { return r >= '0' && r <= '9' })
	if start < 0 {
		return text
	}
	digits := whole[start:]
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	if rest != "" {
		rest = "." + rest
	}
	return whole[:start] + digits + rest
}
