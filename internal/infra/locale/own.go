package locale

// Fields lists what a key's words put in, as they stand in braces.
func Fields(lang Lang, key string) []string {
	c, _ := shipped() // a faulty entry has no words, and Check tells it
	return c[key][lang].fields()
}

// FieldsOf lists what somebody's own words put in; the error is for braces that do not
// fit together.
func FieldsOf(words string) ([]string, error) {
	t, err := parse(words)
	return t.fields(), err
}

// Source gives the words of a key as they are written, fields in braces.
func Source(lang Lang, key string) string {
	c, _ := shipped() // a faulty entry has no words, and Check tells it
	out := ""
	for _, p := range c[key][lang] {
		out += p.literal
		if p.name != "" {
			out += "{" + p.field() + "}"
		}
	}
	return out
}

// Fill puts arguments into somebody's own words, as T does into those of a key.
func Fill(lang Lang, words string, args map[string]any) string {
	t, err := parse(words)
	if err != nil {
		return words
	}
	s, _ := t.fill(lang, args)
	return s
}

// field is a field as it stands in braces.
func (p piece) field() string {
	out := p.name
	if p.kind != "" {
		out += ":" + p.kind
	}
	if p.one+p.other != "" {
		out += "|" + p.one + "|" + p.other
	}
	return out
}

func (t text) fields() (out []string) {
	for _, p := range t {
		if p.name != "" {
			out = append(out, p.field())
		}
	}
	return out
}
