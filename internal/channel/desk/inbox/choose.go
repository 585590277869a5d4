package inbox

import "holon.example/holon/internal/channel/parts"

// whose are the choices of whose tasks to show.
func whose(l *list) []parts.Option {
	out := []parts.Option{{Value: "", Label: l.T("desk.who_all")}, {Value: "mine", Label: l.T("desk.who_mine")}, {Value: "free", Label: l.T("desk.who_free")}}
	if l.Team {
		out = append(out, parts.Option{Value: "team", Label: l.T("desk.who_team")})
	}
	return out
}

// orders are the orders of the list.
func orders(l *list) []parts.Option {
	return []parts.Option{{Value: "due", Label: l.T("desk.order_due")}, {Value: "-due", Label: l.T("desk.order_late")}, {Value: "new", Label: l.T("desk.order_new")}}
}

// anyOf puts the choice of all before the others.
func anyOf(l *list, key string, options []parts.Option) []parts.Option {
	return append([]parts.Option{{Label: l.T(key)}}, options...)
}
