package structure

import (
	"net/url"
	"strings"

	"holon.example/holon/internal/channel/admin"
	"holon.example/holon/internal/channel/desk/room"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/org"
)

// roleKey is where the word of a role stands.
func roleKey(role string) string { return "admin.role." + strings.ReplaceAll(role, "-", "_") }

// rolesOf tells the roles of a post after its code.
func (s *sheet) rolesOf(u org.Unit) string {
	var out strings.Builder
	for _, r := range u.Roles {
		out.WriteString(" · " + s.T(roleKey(r)))
	}
	return out.String()
}

// change makes a change of the unit of the address and comes back to it.
func (p *pages) change(rq *room.Request, form url.Values, done string, plan func(s *org.Snapshot, id gov.ID, newID func() gov.ID) (org.Changes, error)) error {
	id, err := rq.ID("id")
	if err != nil {
		return err
	}
	_, err = p.staff.Change(rq.R.Context(), rq.Who, form.Get("key"), func(s *org.Snapshot, newID func() gov.ID) (org.Changes, error) {
		return plan(s, id, newID)
	})
	if err != nil {
		s := &sheet{Request: rq}
		if s.Fault, s.Again, err = admin.Refused(rq, err); err != nil {
			return err
		}
		return p.showUnit(rq, s)
	}
	return rq.Go(address(id) + "?done=" + done)
}

// on reads an effective date of a form.
func on(form url.Values, field string) (gov.Date, error) {
	d, err := gov.ParseDate(form.Get(field))
	if err != nil {
		return "", gov.Invalid("admin.change").At(field, "admin.date")
	}
	return d, nil
}

// named takes names out of a form; both languages are wanted.
func named(form url.Values, u *org.Unit) error {
	u.Name = org.Name{Zh: strings.TrimSpace(form.Get("name_zh")), En: strings.TrimSpace(form.Get("name_en"))}
	u.Short = org.Name{Zh: strings.TrimSpace(form.Get("short_zh")), En: strings.TrimSpace(form.Get("short_en"))}
	e := gov.Invalid("admin.change")
	for field, v := range map[string]string{"name_zh": u.Name.Zh, "name_en": u.Name.En} {
		if v == "" || len(v) > 300 {
			e.At(field, "admin.name_missing")
		}
	}
	if u.Kind == org.Post && len(form["roles"]) == 0 {
		e.At("roles", "admin.roles_missing")
	}
	if len(e.Fields) > 0 {
		return e
	}
	if u.Kind == org.Department {
		u.USCC, u.Form = strings.ToUpper(strings.TrimSpace(form.Get("uscc"))), org.Form(form.Get("form_of"))
	}
	if u.Kind == org.Post {
		u.Roles = form["roles"]
	}
	return nil
}

func (p *pages) revise(rq *room.Request, form url.Values) error {
	return p.change(rq, form, "unit_revised", func(s *org.Snapshot, id gov.ID, _ func() gov.ID) (org.Changes, error) {
		day, err := on(form, "from")
		if err != nil {
			return org.Changes{}, err
		}
		u, ok := s.Unit(id, day)
		if !ok {
			return org.Changes{}, gov.Invalid("org.no_unit").At("from", "org.no_unit")
		}
		if err := named(form, &u); err != nil {
			return org.Changes{}, err
		}
		u.From = day
		return org.Changes{Revise: []org.Unit{u}}, nil
	})
}

func (p *pages) move(rq *room.Request, form url.Values) error {
	return p.change(rq, form, "unit_moved", func(s *org.Snapshot, id gov.ID, _ func() gov.ID) (org.Changes, error) {
		day, err := on(form, "from")
		if err != nil {
			return org.Changes{}, err
		}
		to, err := gov.ParseID(form.Get("to"))
		if err != nil {
			return org.Changes{}, gov.Invalid("admin.change").At("to", "admin.choose_unit")
		}
		return s.Move(id, to, day)
	})
}

func (p *pages) open(rq *room.Request, form url.Values) error {
	return p.change(rq, form, "unit_opened", func(s *org.Snapshot, id gov.ID, newID func() gov.ID) (org.Changes, error) {
		day, err := on(form, "from")
		if err != nil {
			return org.Changes{}, err
		}
		above, ok := s.Unit(id, day)
		if !ok {
			return org.Changes{}, gov.Invalid("org.no_unit").At("from", "org.no_unit")
		}
		u := org.Unit{ID: newID(), Kind: org.Kind(form.Get("kind")), Parent: id, Division: above.Division, Code: strings.TrimSpace(form.Get("code")), Period: org.Period{From: day}}
		if u.Kind == org.Division {
			u.Division = u.Code
		}
		if u.Code == "" {
			return org.Changes{}, gov.Invalid("admin.change").At("code", "admin.code_missing")
		}
		if err := named(form, &u); err != nil {
			return org.Changes{}, err
		}
		return org.Changes{Open: []org.Unit{u}}, nil
	})
}

func (p *pages) shut(rq *room.Request, form url.Values) error {
	return p.change(rq, form, "unit_closed", func(s *org.Snapshot, id gov.ID, _ func() gov.ID) (org.Changes, error) {
		day, err := on(form, "on")
		if err != nil {
			return org.Changes{}, err
		}
		if u, ok := s.Unit(id, day); !ok || u.From >= day {
			return org.Changes{}, gov.Invalid("admin.change").At("on", "admin.close_day")
		}
		return org.Changes{Close: []org.Ending{{ID: id, On: day}}}, nil
	})
}

func (p *pages) merge(rq *room.Request, form url.Values) error {
	return p.change(rq, form, "unit_merged", func(s *org.Snapshot, id gov.ID, _ func() gov.ID) (org.Changes, error) {
		day, err := on(form, "from")
		if err != nil {
			return org.Changes{}, err
		}
		into, err := gov.ParseID(form.Get("into"))
		if err != nil || into == id {
			return org.Changes{}, gov.Invalid("admin.change").At("into", "admin.choose_unit")
		}
		return s.Merge([]gov.ID{id}, into, day)
	})
}
