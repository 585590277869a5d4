package inbox

import (
	"net/url"

	"github.com/a-h/templ"

	"holon.example/holon/internal/channel/desk/room"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/org"
	"holon.example/holon/internal/infra/todo"
)

// query is what the address of the list says.
type query struct {
	Lamp  string // overdue, due_soon, normal, off
	Kind  string // of the step
	Item  string
	Who   string // "" all, mine, free, team
	Urged bool
	Sort  string // due, -due, new
	After string
}

// choices of a parameter; anything else is passed over.
var (
	whos  = []string{"", "mine", "free", "team"}
	sorts = []string{string(todo.ByDue), string(todo.ByLate), string(todo.ByFresh)}
)

func queryOf(v url.Values) query {
	return query{
		Lamp: one(v.Get("lamp"), lamps), Kind: one(v.Get("kind"), steps), Item: short(v.Get("item")), Who: one(v.Get("who"), whos),
		Urged: v.Get("urged") == "1", Sort: one(v.Get("sort"), sorts), After: short(v.Get("after")),
	}
}

func one(v string, of []string) string {
	for _, o := range of {
		if v == o {
			return v
		}
	}
	return ""
}

func short(v string) string {
	if len(v) > 100 {
		return ""
	}
	return v
}

// bare is the query without what narrows it but whose tasks they are.
func (q query) bare() query { return query{Who: q.Who} }

func (q query) values() url.Values {
	v := url.Values{}
	for name, value := range map[string]string{"lamp": q.Lamp, "kind": q.Kind, "item": q.Item, "who": q.Who, "sort": q.Sort} {
		if value != "" {
			v.Set(name, value)
		}
	}
	if q.Urged {
		v.Set("urged", "1")
	}
	return v
}

// saved is the query as it is kept under a name.
func (q query) saved() string { return q.values().Encode() }

func (q query) address() string { return at(q.values()) }

func (q query) with(name, value string) string {
	v := q.values()
	v.Set(name, value)
	return at(v)
}

func at(v url.Values) string {
	if len(v) == 0 {
		return "/desk"
	}
	return "/desk?" + v.Encode()
}

// safe is an address of the list for a link.
func safe(address string) templ.SafeURL { return templ.SafeURL(address) }

// colours are the lamps of the page as work items know them.
var colours = map[string]todo.Lamp{"overdue": todo.Red, "due_soon": todo.Yellow, "normal": todo.Green, "off": todo.Off}

// filter chooses the tasks; whose they may be is bound by the officer's post.
func (q query) filter(who gov.Actor, now gov.Time) todo.Filter {
	f := todo.Filter{Post: who.Post, Roles: room.Roles(who), Kind: q.Kind, About: q.Item, Urged: q.Urged, Lamp: colours[q.Lamp], Now: now, Sort: todo.Sort(q.Sort)}
	if len(f.Roles) > 0 {
		f.Department = who.Department
	}
	switch q.Who {
	case "mine":
		f.Department = 0
	case "free":
		f.Free = true
	case "team":
		if who.HasRole(org.Approver) || who.HasRole(org.Chief) {
			f.Roles = nil
		}
	}
	return f
}
