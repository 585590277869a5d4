package builtin

import "holon.example/holon/internal/lang/feel/value"

func declareContexts() {
	def("get value", over("m:context, key:string", func(_ *value.Run, a []value.Value) value.Value {
		v, _ := ctx(a[0]).Get(str(a[1]))
		return v
	}))
	def("get entries", over("m:context", getEntries))
	def("context", over("entries:list", makeContext))
	def("context put",
		over("context:context, key:string, value:any", func(r *value.Run, a []value.Value) value.Value {
			return put(r, ctx(a[0]), value.List{a[1]}, a[2])
		}),
		over("context:context, keys:list, value:any", func(r *value.Run, a []value.Value) value.Value {
			return put(r, ctx(a[0]), list(a[1]), a[2])
		}))
	def("context merge", over("contexts:list", merge))
}

func ctx(v value.Value) *value.Context {
	c, ok := v.(*value.Context)
	if !ok {
		return value.NewContext(0)
	}
	return c
}

func getEntries(r *value.Run, a []value.Value) value.Value {
	c := ctx(a[0])
	if !r.GrowList(8 * c.Len()) {
		return nil
	}
	out := make(value.List, c.Len())
	for i, k := range c.Keys() {
		e := value.NewContext(2)
		e.Put("key", value.String(k))
		e.Put("value", c.At(i))
		out[i] = e
	}
	return out
}

// makeContext is null if an entry has no key or value, or a key comes twice.
func makeContext(r *value.Run, a []value.Value) value.Value {
	l := list(a[0])
	if !r.GrowList(4 * len(l)) {
		return nil
	}
	out := value.NewContext(len(l))
	for _, e := range l {
		entry, ok := e.(*value.Context)
		if !ok {
			return nil
		}
		k, _ := entry.Get("key")
		key, isString := k.(value.String)
		v, hasValue := entry.Get("value")
		if _, twice := out.Get(string(key)); !isString || !hasValue || twice {
			return nil
		}
		out.Put(string(key), v)
	}
	return out
}

// put sets a value at a path of keys; a missing context on the way gives null.
func put(r *value.Run, c *value.Context, keys value.List, v value.Value) value.Value {
	if len(keys) == 0 || !r.GrowList(3*c.Len()) || !r.Enter() {
		return nil
	}
	defer r.Leave()
	key, ok := keys[0].(value.String)
	if !ok {
		return nil
	}
	if len(keys) > 1 {
		inner, _ := c.Get(string(key))
		child, isContext := inner.(*value.Context)
		if !isContext {
			return nil
		}
		if v = put(r, child, keys[1:], v); v == nil {
			return nil
		}
	}
	out := c.Clone()
	out.Put(string(key), v)
	return out
}

func merge(r *value.Run, a []value.Value) value.Value {
	out := value.NewContext(0)
	for _, e := range list(a[0]) {
		c, ok := e.(*value.Context)
		if !ok || !r.GrowList(3*c.Len()) {
			return nil
		}
		for i, k := range c.Keys() {
			out.Put(k, c.At(i))
		}
	}
	return out
}
