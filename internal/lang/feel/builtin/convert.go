package builtin

import (
	"strings"

	"holon.example/holon/internal/lang/feel/literal"
	"holon.example/holon/internal/lang/feel/render"
	"holon.example/holon/internal/lang/feel/value"
)

func declareConversions() {
	def("number",
		over("from:string, grouping separator?:string, decimal separator?:string", number),
		over("from:number", func(_ *value.Run, a []value.Value) value.Value { return a[0] }))
	def("string", over("from:any", text))
	def("duration", over("from:string", func(_ *value.Run, a []value.Value) value.Value {
		return literal.Duration(str(a[0]))
	}), over("from:duration", func(_ *value.Run, a []value.Value) value.Value { return a[0] }))
	def("years and months duration", over("from:date|date and time, to:date|date and time", between))
	def("not", over("negand:any", func(_ *value.Run, a []value.Value) value.Value {
		if b, ok := a[0].(value.Bool); ok {
			return !b
		}
		return nil
	}))
	def("is", over("value1:any, value2:any", is))
}

func str(v value.Value) string {
	s, _ := v.(value.String)
	return string(s)
}

func text(r *value.Run, a []value.Value) value.Value {
	if a[0] == nil {
		return nil
	}
	s, ok := render.Text(r, a[0])
	if !ok {
		return nil
	}
	return value.String(s)
}

// number reads text with separators: grouping is blank, comma or full stop, decimal comma or full stop.
func number(_ *value.Run, a []value.Value) value.Value {
	from, grouping, decimal := str(a[0]), str(a[1]), str(a[2])
	if a[1] != nil && !strings.Contains(" ,.", grouping) || a[1] != nil && len(grouping) != 1 ||
		a[2] != nil && decimal != "." && decimal != "," || a[1] != nil && grouping == decimal {
		return nil
	}
	if grouping != "" {
		from = strings.ReplaceAll(from, grouping, "")
	}
	if decimal == "," {
		if strings.Contains(from, ".") {
			return nil
		}
		from = strings.ReplaceAll(from, ",", ".")
	}
	v, ok := value.ParseNumber(from)
	if !ok {
		return nil
	}
	return v
}

func between(_ *value.Run, a []value.Value) value.Value {
	return moment(a[0]).Date.MonthsTo(moment(a[1]).Date)
}

// moment is a date and time, or a date at midnight.
func moment(v value.Value) value.DateTime {
	switch x := v.(type) {
	case value.DateTime:
		return x
	case value.Date:
		return x.Midnight(false)
	}
	return value.DateTime{}
}

// is tells that both are the same in all parts, zones included; anything is comparable.
func is(r *value.Run, a []value.Value) value.Value {
	switch x := a[0].(type) {
	case value.Time:
		y, ok := a[1].(value.Time)
		return value.Bool(ok && sameTime(x, y))
	case value.DateTime:
		y, ok := a[1].(value.DateTime)
		return value.Bool(ok && x.Date == y.Date && sameTime(x.Time, y.Time))
	}
	return value.Bool(value.TypeName(a[0]) == value.TypeName(a[1]) && value.Same(r, a[0], a[1]))
}

func sameTime(a, b value.Time) bool {
	return a.Second == b.Second && a.Nano == b.Nano && a.Zone.Equal(b.Zone)
}
