package builtin

import (
	"slices"

	"holon.example/holon/internal/lang/feel/operate"
	"holon.example/holon/internal/lang/feel/value"
)

func declareStatistics() {
	def("min", over("list*:list", extreme(-1)))
	def("max", over("list*:list", extreme(1)))
	def("sum", over("list*:list", folded(value.Number.Add)))
	def("product", over("list*:list", folded(value.Number.Mul)))
	def("mean", over("list*:list", mean))
	def("median", over("list*:list", median))
	def("stddev", over("list*:list", stddev))
	def("mode", over("list*:list", mode))
	def("all", over("list*:list", quantify(operate.And, true)))
	def("any", over("list*:list", quantify(operate.Or, false)))
}

// extreme finds the least or greatest of elements of one ordered kind.
func extreme(sign int) impl {
	return func(r *value.Run, a []value.Value) value.Value {
		l := list(a[0])
		if len(l) == 0 {
			return nil
		}
		best := l[0]
		for _, e := range l {
			order, ok := value.Compare(e, best)
			if !ok || !r.Step(1) {
				return nil
			}
			if order*sign > 0 {
				best = e
			}
		}
		return best
	}
}

// numbers returns the elements as numbers; nil if one is none.
func numbers(r *value.Run, v value.Value) []value.Number {
	l := list(v)
	out := make([]value.Number, 0, len(l))
	for _, e := range l {
		n, ok := e.(value.Number)
		if !ok || !r.Step(1) {
			return nil
		}
		out = append(out, n)
	}
	return out
}

func folded(op func(a, b value.Number) value.Value) impl {
	return func(r *value.Run, a []value.Value) value.Value {
		ns := numbers(r, a[0])
		if len(ns) == 0 {
			return nil
		}
		total := ns[0]
		for _, n := range ns[1:] {
			next, ok := op(total, n).(value.Number)
			if !ok {
				return nil
			}
			total = next
		}
		return total
	}
}

func mean(r *value.Run, a []value.Value) value.Value {
	total, ok := folded(value.Number.Add)(r, a).(value.Number)
	if !ok {
		return nil
	}
	return total.Div(num(value.Int(int64(len(list(a[0]))))))
}

func median(r *value.Run, a []value.Value) value.Value {
	ns := numbers(r, a[0])
	if len(ns) == 0 {
		return nil
	}
	slices.SortFunc(ns, value.Number.Cmp)
	mid := len(ns) / 2
	if len(ns)%2 == 1 {
		return ns[mid]
	}
	sum, ok := ns[mid-1].Add(ns[mid]).(value.Number)
	if !ok {
		return nil
	}
	return sum.Div(num(value.Int(2)))
}

// stddev is the sample standard deviation; it needs two numbers.
func stddev(r *value.Run, a []value.Value) value.Value {
	ns := numbers(r, a[0])
	avg, ok := mean(r, a).(value.Number)
	if !ok || len(ns) < 2 {
		return nil
	}
	var sum value.Value = value.Int(0)
	for _, n := range ns {
		d := num(n.Sub(avg))
		sum = operate.Add(r, sum, d.Mul(d))
	}
	variance, ok := operate.Div(sum, value.Int(int64(len(ns)-1))).(value.Number)
	if !ok {
		return nil
	}
	return variance.Sqrt()
}

// mode lists the most frequent numbers, least first.
func mode(r *value.Run, a []value.Value) value.Value {
	ns := numbers(r, a[0])
	if ns == nil {
		return nil
	}
	slices.SortFunc(ns, value.Number.Cmp)
	out, most := value.List{}, 0
	for i := 0; i < len(ns); {
		j := i
		for j < len(ns) && ns[j].Cmp(ns[i]) == 0 {
			j++
		}
		if j-i > most {
			out, most = value.List{}, j-i
		}
		if j-i == most {
			out = append(out, ns[i])
		}
		i = j
	}
	return out
}

// quantify is all() and any(): three-valued, and null if an element is no boolean.
func quantify(combine func(a, b value.Value) value.Value, empty bool) impl {
	return func(r *value.Run, a []value.Value) value.Value {
		var out value.Value = value.Bool(empty)
		for _, e := range list(a[0]) {
			if !r.Step(1) {
				return nil
			}
			out = combine(out, e)
		}
		return out
	}
}
