package value

// indexFrom is the number of entries from which a context keeps a map beside its keys.
const indexFrom = 9

// Context is an ordered FEEL context (上下文): keys with values.
type Context struct {
	keys  []string
	vals  []Value
	index map[string]int
}

// NewContext returns an empty context with room for n entries.
func NewContext(n int) *Context {
	return &Context{keys: make([]string, 0, n), vals: make([]Value, 0, n)}
}

// Len returns the number of entries.
func (c *Context) Len() int { return len(c.keys) }

// Keys returns the keys in order; the slice must not be changed.
func (c *Context) Keys() []string { return c.keys }

// At returns the value of entry i.
func (c *Context) At(i int) Value { return c.vals[i] }

// Get returns the value of a key and whether the key exists.
func (c *Context) Get(key string) (Value, bool) {
	if i := c.find(key); i >= 0 {
		return c.vals[i], true
	}
	return nil, false
}

// Put sets a key while the context is being built; an existing key keeps its place.
func (c *Context) Put(key string, v Value) {
	if i := c.find(key); i >= 0 {
		c.vals[i] = v
		return
	}
	c.keys, c.vals = append(c.keys, key), append(c.vals, v)
	switch {
	case c.index != nil:
		c.index[key] = len(c.keys) - 1
	case len(c.keys) >= indexFrom:
		c.index = make(map[string]int, len(c.keys)*2)
		for i, k := range c.keys {
			c.index[k] = i
		}
	}
}

func (c *Context) find(key string) int {
	if c.index != nil {
		if i, ok := c.index[key]; ok {
			return i
		}
		return -1
	}
	for i, k := range c.keys {
		if k == key {
			return i
		}
	}
	return -1
}

// Clone returns a copy that may be changed with Put.
func (c *Context) Clone() *Context {
	n := NewContext(len(c.keys) + 1)
	for i, k := range c.keys {
		n.Put(k, c.vals[i])
	}
	return n
}
