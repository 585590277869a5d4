package officers

import (
	"net/url"
	"slices"

	"holon.example/holon/internal/center/staffing"
	"holon.example/holon/internal/channel/admin"
	"holon.example/holon/internal/channel/desk/room"
	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/ident"
	"holon.example/holon/internal/infra/org"
)

// Config is what the pages need; app fills it.
type Config struct {
	Office admin.Office
	Staff  staffing.Desk
}

type pages struct {
	admin.Office
	staff staffing.Desk
}

// Mount registers the pages.
func Mount(c Config) {
	p := &pages{c.Office, c.Staff}
	p.Page("GET /admin/officers", p.list)
	p.Page("GET /admin/officers/new", p.fresh)
	p.Form("POST /admin/officers/new", p.enrol)
	p.Page("GET /admin/officers/{id}", p.file)
	p.Form("POST /admin/officers/{id}/appoint", p.appoint)
	p.Form("POST /admin/officers/{id}/relieve", p.relieve)
	p.Form("POST /admin/officers/{id}/code", p.code)
	p.Form("POST /admin/officers/{id}/sessions", p.endSessions)
	p.Form("POST /admin/officers/{id}/unlock", p.unlock)
	p.Form("POST /admin/officers/{id}/close", p.shut)
}

const home = "/admin/officers"

// roll is the page of the list.
type roll struct {
	*room.Request
	Query       url.Values
	Departments []parts.Option
	Lines       []line
	More        bool
}

// line is an officer in the list.
type line struct {
	staffing.Found
	Posts []string
}

func (p *pages) list(rq *room.Request) error {
	ctx := rq.R.Context()
	snap, err := p.Org(ctx)
	if err != nil {
		return err
	}
	today := p.Engine.Now().Date()
	r := &roll{Request: rq, Query: rq.R.URL.Query(), Departments: departments(rq, snap, today)}
	dep, _ := gov.ParseID(r.Query.Get("department")) // 0: of all
	found, err := p.staff.Find(ctx, rq.Who, staffing.Query{Text: r.Query.Get("q"), Department: dep})
	if err != nil {
		return err
	}
	r.More = found.More
	for _, f := range found.List {
		l := line{Found: f}
		for _, a := range f.Duties {
			l.Posts = append(l.Posts, place(rq, snap, a, today))
		}
		r.Lines = append(r.Lines, l)
	}
	return p.Render(rq, room.Show{Here: "officers", Title: rq.T("desk.menu_officers"), Show: admin.Show(rollPage(r))})
}

// departments are those of a day, to choose from.
func departments(rq *room.Request, snap *org.Snapshot, on gov.Date) (out []parts.Option) {
	for _, u := range snap.All(org.Department, on) {
		out = append(out, parts.Option{Value: u.ID.String(), Label: rq.Name(u.Name)})
	}
	return out
}

// place names the post of an assignment with its department.
func place(rq *room.Request, snap *org.Snapshot, a org.Assignment, today gov.Date) string {
	on := max(a.From, today)
	if a.Until != "" && a.Until <= today {
		on = a.From
	}
	name := rq.Unit(snap, a.Post, on)
	if post, ok := snap.Unit(a.Post, on); ok {
		name = rq.Place(snap, post, on)
	}
	if dep, ok := snap.DepartmentOf(a.Post, on); ok {
		short := dep.Short
		if short.Zh == "" {
			short = dep.Name
		}
		name = rq.Name(short) + " · " + name
	}
	if a.Part == org.Deputy {
		name = rq.T("desk.post_deputy", "post", name)
	}
	return name
}

// entry is the page on which an officer is enrolled.
type entry struct {
	*room.Request
	Fault *parts.Fault
	Again parts.Form
}

func (p *pages) fresh(rq *room.Request) error { return p.showFresh(rq, &entry{Request: rq}) }

func (p *pages) showFresh(rq *room.Request, e *entry) error {
	return p.Render(rq, room.Show{Here: "officers", Title: rq.T("admin.officer_new"), Back: home, Fault: e.Fault, Show: admin.Show(entryPage(e))})
}

func (p *pages) enrol(rq *room.Request, form url.Values) (err error) {
	in := staffing.NewOfficer{Name: form.Get("name"), Login: form.Get("login"), Number: form.Get("number")}
	code, err := p.staff.Enrol(rq.R.Context(), rq.Who, in)
	if err != nil {
		e := &entry{Request: rq}
		if e.Fault, e.Again, err = admin.Refused(rq, err); err != nil {
			return err
		}
		return p.showFresh(rq, e)
	}
	return p.tell(rq, code)
}

// told is the page that tells a one-time code.
type told struct {
	*room.Request
	ident.Code
}

func (p *pages) tell(rq *room.Request, code ident.Code) error {
	return p.Render(rq, room.Show{
		Here: "officers", Title: rq.T("admin.code_title"), Back: home + "/" + code.Account.String(), Show: admin.Show(toldPage(&told{rq, code})),
	})
}

// sheet is the page of one officer.
type sheet struct {
	*room.Request
	File        *staffing.File
	Held        []held
	Departments []parts.Option
	Department  string // chosen to find a post in
	Posts       []parts.Option
	Parts       []parts.Option
	Self        bool
	Fault       *parts.Fault
	Again       parts.Form
	Today       gov.Date
}

// held is an assignment as the page shows it.
type held struct {
	org.Assignment
	Place string
	State string // now, later, over
}

func (p *pages) file(rq *room.Request) error { return p.showFile(rq, &sheet{Request: rq}) }

func (p *pages) showFile(rq *room.Request, s *sheet) error {
	ctx := rq.R.Context()
	id, err := rq.ID("id")
	if err != nil {
		return err
	}
	if s.File, err = p.staff.Open(ctx, rq.Who, id); err != nil {
		return err
	}
	snap, err := p.Org(ctx)
	if err != nil {
		return err
	}
	s.Today, s.Self = p.Engine.Now().Date(), id == rq.Who.Account
	for _, a := range s.File.Posts {
		s.Held = append(s.Held, held{a, place(rq, snap, a, s.Today), state(a, s.Today)})
	}
	s.Departments = departments(rq, snap, s.Today)
	s.Department = rq.R.URL.Query().Get("department")
	if s.Again.ID == "appoint" {
		s.Department = s.Again.Value("department")
	}
	if dep, err := gov.ParseID(s.Department); err == nil {
		s.Posts = vacant(rq, snap, dep, s.Today)
	}
	s.Parts = []parts.Option{{Value: string(org.Holder), Label: rq.T("admin.part_holder")}, {Value: string(org.Deputy), Label: rq.T("admin.part_deputy")}}
	return p.Render(rq, room.Show{Here: "officers", Title: s.File.Name, Back: home, Fault: s.Fault, Show: admin.Show(filePage(s))})
}

func state(a org.Assignment, today gov.Date) string {
	switch {
	case a.Holds(today):
		return "now"
	case a.From > today:
		return "later"
	}
	return "over"
}

// vacant lists the posts of a department; of those somebody holds it says so.
func vacant(rq *room.Request, snap *org.Snapshot, department gov.ID, today gov.Date) (out []parts.Option) {
	for _, post := range snap.Posts(department, today) {
		label := rq.Place(snap, post, today)
		if slices.ContainsFunc(snap.OnPost(post.ID, today), func(a org.Assignment) bool { return a.Part == org.Holder }) {
			label = rq.T("admin.post_taken", "post", label)
		}
		out = append(out, parts.Option{Value: post.ID.String(), Label: label})
	}
	return out
}

// again shows the page of the officer once more, with what was refused.
func (p *pages) again(rq *room.Request, refused error) (err error) {
	s := &sheet{Request: rq}
	if s.Fault, s.Again, err = admin.Refused(rq, refused); err != nil {
		return err
	}
	return p.showFile(rq, s)
}
