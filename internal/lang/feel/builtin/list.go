package builtin

import "holon.example/holon/internal/lang/feel/value"

func declareLists() {
	def("list contains", over("list:list, element:any", func(r *value.Run, a []value.Value) value.Value {
		return value.Bool(position(r, list(a[0]), a[1]) >= 0)
	}))
	def("count", over("list:list", func(_ *value.Run, a []value.Value) value.Value {
		return value.Int(int64(len(list(a[0]))))
	}))
	def("sublist", over("list:list, start position:number, length?:number", sublist))
	def("append", over("list:list, item*:any", appendItems))
	def("concatenate", over("list*:list", concatenate))
	def("union", over("list*:list", func(r *value.Run, a []value.Value) value.Value {
		return distinct(r, concatenate(r, a))
	}))
	def("insert before", over("list:list, position:number, newItem:any", insertBefore))
	def("remove", over("list:list, position:number", remove))
	def("list replace",
		over("list:list, position:number, newItem:any", replaceAt),
		over("list:list, match:function, newItem:any", replaceMatching))
	def("reverse", over("list:list", reverse))
	def("index of", over("list:list, match:any", indexOf))
	def("distinct values", over("list:list", func(r *value.Run, a []value.Value) value.Value { return distinct(r, a[0]) }))
	def("flatten", over("list:list", func(r *value.Run, a []value.Value) value.Value { return flatten(r, list(a[0]), nil) }))
	def("sort", over("list:list, precedes:function", sortBy))
}

func list(v value.Value) value.List {
	l, _ := v.(value.List)
	return l
}

// position returns the index of an equal element, or -1.
func position(r *value.Run, l value.List, want value.Value) int {
	for i, e := range l {
		if !r.Step(1) {
			return -1
		}
		if value.Same(r, e, want) {
			return i
		}
	}
	return -1
}

// place turns a position counted from 1, or from the end if negative, into an index.
func place(v value.Value, size int) (int, bool) {
	i, ok := whole(v)
	if i < 0 {
		i += int64(size) + 1
	}
	return int(i) - 1, ok && i >= 1 && i <= int64(size)
}

func sublist(_ *value.Run, a []value.Value) value.Value {
	l := list(a[0])
	start, ok := place(a[1], len(l))
	if !ok {
		return nil
	}
	end := len(l)
	if a[2] != nil {
		n, isWhole := whole(a[2])
		if !isWhole || n < 1 || n > int64(end-start) {
			return nil
		}
		end = start + int(n)
	}
	return l[start:end:end]
}

func appendItems(r *value.Run, a []value.Value) value.Value {
	l, items := list(a[0]), list(a[1])
	return glue(r, l, items)
}

func glue(r *value.Run, parts ...value.List) value.Value {
	n := 0
	for _, p := range parts {
		n += len(p)
	}
	if !r.GrowList(n) {
		return nil
	}
	out := make(value.List, 0, n)
	for _, p := range parts {
		out = append(out, p...)
	}
	return out
}

func concatenate(r *value.Run, a []value.Value) value.Value {
	var parts []value.List
	for _, e := range list(a[0]) {
		if e == nil {
			return nil
		}
		l, ok := e.(value.List)
		if !ok {
			l = value.List{e}
		}
		parts = append(parts, l)
	}
	return glue(r, parts...)
}

func insertBefore(r *value.Run, a []value.Value) value.Value {
	l := list(a[0])
	at, ok := place(a[1], len(l))
	if !ok {
		return nil
	}
	return glue(r, l[:at], value.List{a[2]}, l[at:])
}

func remove(r *value.Run, a []value.Value) value.Value {
	l := list(a[0])
	at, ok := place(a[1], len(l))
	if !ok {
		return nil
	}
	return glue(r, l[:at], l[at+1:])
}

func replaceAt(r *value.Run, a []value.Value) value.Value {
	l := list(a[0])
	at, ok := place(a[1], len(l))
	if !ok {
		return nil
	}
	return glue(r, l[:at], value.List{a[2]}, l[at+1:])
}

func replaceMatching(r *value.Run, a []value.Value) value.Value {
	match, _ := a[1].(*value.Function)
	l := list(a[0])
	if !r.GrowList(len(l)) {
		return nil
	}
	out := make(value.List, len(l))
	for i, e := range l {
		hit, ok := match.Invoke(r, 0, []value.Value{e, a[2]}).(value.Bool)
		if !ok {
			return nil
		}
		out[i] = e
		if hit {
			out[i] = a[2]
		}
	}
	return out
}

func reverse(r *value.Run, a []value.Value) value.Value {
	l := list(a[0])
	if !r.GrowList(len(l)) {
		return nil
	}
	out := make(value.List, len(l))
	for i, e := range l {
		out[len(l)-1-i] = e
	}
	return out
}

func indexOf(r *value.Run, a []value.Value) value.Value {
	out := value.List{}
	for i, e := range list(a[0]) {
		if !r.Step(1) {
			return nil
		}
		if value.Same(r, e, a[1]) && r.Grow(16) {
			out = append(out, value.Int(int64(i+1)))
		}
	}
	return out
}

// distinct keeps the first of equal elements. Numbers and strings are found by their text, so that
// large lists of them take linear time.
func distinct(r *value.Run, v value.Value) value.Value {
	out, seen, others := value.List{}, map[string]bool{}, value.List{}
	if v == nil {
		return nil
	}
	for _, e := range list(v) {
		if !r.Grow(48) {
			return nil
		}
		if k := plainKey(e); k != "" {
			if !seen[k] {
				seen[k] = true
				out = append(out, e)
			}
			continue
		}
		if position(r, others, e) < 0 {
			others, out = append(others, e), append(out, e)
		}
	}
	return out
}

func plainKey(v value.Value) string {
	switch x := v.(type) {
	case value.Number:
		return "n" + x.String()
	case value.String:
		return "s" + string(x)
	}
	return ""
}

func flatten(r *value.Run, l, out value.List) value.Value {
	if out == nil {
		out = value.List{}
	}
	if !r.Enter() {
		return nil
	}
	defer r.Leave()
	for _, e := range l {
		inner, ok := e.(value.List)
		if !ok {
			if !r.Grow(16) {
				return nil
			}
			out = append(out, e)
			continue
		}
		out = list(flatten(r, inner, out))
	}
	return out
}

// sortBy is a stable merge sort that calls the function of the rule.
func sortBy(r *value.Run, a []value.Value) value.Value {
	precedes, _ := a[1].(*value.Function)
	l := list(a[0])
	if !r.GrowList(2 * len(l)) {
		return nil
	}
	s := sorter{r: r, precedes: precedes, spare: make(value.List, len(l)), data: append(value.List{}, l...)}
	if !s.sort(0, len(l)) {
		return nil
	}
	return s.data
}

type sorter struct {
	r           *value.Run
	precedes    *value.Function
	data, spare value.List
}

func (s *sorter) sort(from, to int) bool {
	if to-from < 2 {
		return true
	}
	mid := (from + to) / 2
	return s.sort(from, mid) && s.sort(mid, to) && s.merge(from, mid, to)
}

func (s *sorter) merge(from, mid, to int) bool {
	copy(s.spare[from:to], s.data[from:to])
	i, j := from, mid
	for k := from; k < to; k++ {
		second := i >= mid
		if !second && j < to {
			before, ok := s.precedes.Invoke(s.r, 0, []value.Value{s.spare[j], s.spare[i]}).(value.Bool)
			if !ok {
				return false
			}
			second = bool(before)
		}
		if second {
			s.data[k] = s.spare[j]
			j++
		} else {
			s.data[k] = s.spare[i]
			i++
		}
	}
	return true
}
