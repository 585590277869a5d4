package book

import (
	"regexp"
	"slices"
	"strings"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/gov/idcode"
	"holon.example/holon/internal/infra/locale"
	"holon.example/holon/internal/infra/org"
)

// word names a column within a fault.
func word(col string) locale.Key { return locale.Key(colKey(col)) }

var (
	divisionForm = regexp.MustCompile(`^([0-9]{6}|[0-9]{9}|[0-9]{12})$`)
	codeForm     = regexp.MustCompile(`^[^\s/]{1,60}$`)
)

// build makes the structure out of the rows, and completes it.
func (b *Book) build() {
	b.divisions()
	b.departments()
	b.sections()
	b.posts()
	b.assignments()
	b.order()
}

func (b *Book) name(r row) org.Name { return org.Name{Zh: r.cells[colNameZh], En: r.cells[colNameEn]} }

func (b *Book) shortName(r row) org.Name {
	return org.Name{Zh: r.cells[colShortZh], En: r.cells[colShortEn]}
}

// mine notes where the unit of a row stands; false if its code is no code or stands
// twice.
func (b *Book) mine(sheet string, r row, path string, form *regexp.Regexp) bool {
	code := r.cells[colCode]
	if code == "" {
		return false
	}
	if !form.MatchString(code) {
		key := "admin.book.code"
		if sheet == divisions {
			key = "admin.book.division_code"
		}
		b.fault(sheet, r, colCode, key, "value", short(code))
		return false
	}
	if old, twice := b.place[sheet+"/"+path]; twice {
		b.fault(sheet, r, colCode, "admin.book.twice", "value", short(code), "row", old.row)
		return false
	}
	b.place[sheet+"/"+path] = spot{sheet, r.n, r.at[colCode]}
	if _, ok := b.place[code]; !ok {
		b.place[code] = spot{sheet, r.n, r.at[colCode]}
	}
	return true
}

func (b *Book) divisions() {
	for _, r := range b.rows[divisions] {
		if !b.mine(divisions, r, r.cells[colCode], divisionForm) {
			continue
		}
		b.Structure.Divisions = append(b.Structure.Divisions, org.DivisionDef{
			Code: r.cells[colCode], Parent: r.cells[colParent], Name: b.name(r), Short: b.shortName(r), From: b.date(divisions, r, colFrom),
		})
	}
	for _, r := range b.rows[divisions] {
		if p := r.cells[colParent]; p != "" && !b.division(p) {
			b.fault(divisions, r, colParent, "admin.book.no_division", "value", short(p))
		}
	}
}

// division makes sure that a division stands in the structure.
func (b *Book) division(code string) bool {
	if slices.ContainsFunc(b.Structure.Divisions, func(d org.DivisionDef) bool { return d.Code == code }) {
		return true
	}
	u, ok := b.snap.Find(org.Division, 0, code, b.from)
	if !ok {
		return false
	}
	d := org.DivisionDef{Code: u.Code, Name: u.Name, Short: u.Short}
	if up, ok := b.snap.Unit(u.Parent, b.from); ok && b.division(up.Code) {
		d.Parent = up.Code
	}
	b.Structure.Divisions = append(b.Structure.Divisions, d)
	return true
}

func (b *Book) departments() {
	codes := map[string]int{}
	for _, r := range b.rows[departments] {
		if !b.mine(departments, r, r.cells[colCode], codeForm) {
			continue
		}
		d := org.DepartmentDef{
			Key: r.cells[colCode], USCC: strings.ToUpper(r.cells[colUSCC]), Name: b.name(r), Short: b.shortName(r),
			Division: r.cells[colDivision], Parent: r.cells[colParent], From: b.date(departments, r, colFrom),
		}
		if f := r.cells[colForm]; f != "" {
			if d.Form = org.Form(codeOf(f, "admin.form.", forms())); d.Form == "" {
				b.fault(departments, r, colForm, "admin.book.form", "value", short(f))
			}
		}
		if d.Division != "" && !b.division(d.Division) {
			b.fault(departments, r, colDivision, "admin.book.no_division", "value", short(d.Division))
		}
		b.credit(r, d, codes)
		b.Structure.Departments = append(b.Structure.Departments, d)
	}
	for _, r := range b.rows[departments] {
		if p := r.cells[colParent]; p != "" && b.department(p) == nil {
			b.fault(departments, r, colParent, "admin.book.no_department", "value", short(p))
		}
	}
}

// credit checks a credit code, and that no other department has it.
func (b *Book) credit(r row, d org.DepartmentDef, seen map[string]int) {
	if d.USCC == "" {
		return
	}
	if !idcode.ValidUSCC(d.USCC) {
		b.fault(departments, r, colUSCC, "admin.book.uscc", "value", short(d.USCC))
		return
	}
	if old := seen[d.USCC]; old != 0 {
		b.fault(departments, r, colUSCC, "admin.book.twice", "value", d.USCC, "row", old)
	}
	seen[d.USCC] = r.n
	for _, u := range b.snap.All(org.Department, b.from) {
		if u.USCC == d.USCC && u.Code != d.Key {
			b.fault(departments, r, colUSCC, "admin.book.uscc_taken", "unit", u.Name.Zh)
		}
	}
}

func forms() (out []string) {
	for _, f := range org.Forms {
		out = append(out, string(f))
	}
	return out
}

// department makes sure that a department stands in the structure; nil where there is
// none. What it returns is good until the next is added.
func (b *Book) department(key string) *org.DepartmentDef {
	find := func() *org.DepartmentDef {
		for i := range b.Structure.Departments {
			if b.Structure.Departments[i].Key == key {
				return &b.Structure.Departments[i]
			}
		}
		return nil
	}
	if d := find(); d != nil {
		return d
	}
	u, ok := b.snap.Find(org.Department, 0, key, b.from)
	if !ok || !b.division(u.Division) {
		return nil
	}
	d := org.DepartmentDef{Key: u.Code, USCC: u.USCC, Name: u.Name, Short: u.Short, Form: u.Form, Division: u.Division}
	if up, ok := b.snap.Unit(u.Parent, b.from); ok && b.department(up.Code) != nil {
		d.Parent = up.Code
	}
	b.Structure.Departments = append(b.Structure.Departments, d)
	return find()
}

func (b *Book) sections() {
	for _, r := range b.rows[sections] {
		d := b.owner(sections, r)
		if d == nil || !b.mine(sections, r, d.Key+"/"+r.cells[colCode], codeForm) {
			continue
		}
		d.Sections = append(d.Sections, org.SectionDef{Code: r.cells[colCode], Name: b.name(r)})
	}
}

// owner finds the department a row belongs to.
func (b *Book) owner(sheet string, r row) *org.DepartmentDef {
	key := r.cells[colDepartment]
	if key == "" {
		return nil
	}
	d := b.department(key)
	if d == nil {
		b.fault(sheet, r, colDepartment, "admin.book.no_department", "value", short(key))
	}
	return d
}

// section makes sure that a section stands in a department.
func (b *Book) section(d *org.DepartmentDef, code string) *org.SectionDef {
	for i := range d.Sections {
		if d.Sections[i].Code == code {
			return &d.Sections[i]
		}
	}
	home, ok := b.snap.Find(org.Department, 0, d.Key, b.from)
	if !ok {
		return nil
	}
	u, ok := b.snap.Find(org.Section, home.ID, code, b.from)
	if !ok {
		return nil
	}
	d.Sections = append(d.Sections, org.SectionDef{Code: u.Code, Name: u.Name})
	return &d.Sections[len(d.Sections)-1]
}

func (b *Book) posts() {
	for _, r := range b.rows[posts] {
		p := org.PostDef{Code: r.cells[colCode], Name: b.name(r), Roles: b.roles(r)}
		d := b.owner(posts, r)
		if d == nil || !b.mine(posts, r, d.Key+"/"+p.Code, codeForm) {
			continue
		}
		code := r.cells[colSection]
		if code == "" {
			d.Posts = append(d.Posts, p)
			continue
		}
		sec := b.section(d, code)
		if sec == nil {
			b.fault(posts, r, colSection, "admin.book.no_section", "value", short(code))
			continue
		}
		sec.Posts = append(sec.Posts, p)
	}
}

// roles reads a list of roles, in words or codes.
func (b *Book) roles(r row) (out []string) {
	for _, w := range strings.FieldsFunc(r.cells[colRoles], func(c rune) bool { return strings.ContainsRune(",;/\u3001\uff0c\uff1b", c) }) {
		if strings.TrimSpace(w) == "" {
			continue
		}
		role := codeOf(w, "admin.role.", org.Roles)
		if role == "" {
			b.fault(posts, r, colRoles, "admin.book.role", "value", short(w))
			continue
		}
		out = append(out, role)
	}
	return out
}

func (b *Book) assignments() {
	type term struct {
		row  int
		span org.Period
		part org.Part
	}
	seen := map[string][]term{}
	for _, r := range b.rows[assignments] {
		d := b.owner(assignments, r)
		if d == nil || r.cells[colPost] == "" {
			continue
		}
		if !b.post(d, r.cells[colPost]) {
			b.fault(assignments, r, colPost, "admin.book.no_post", "value", short(r.cells[colPost]))
			continue
		}
		a := org.AssignmentDef{Post: d.Key + "/" + r.cells[colPost], Person: r.cells[colLogin], Part: org.Holder, From: b.date(assignments, r, colFrom), Until: b.date(assignments, r, colUntil)}
		if w := r.cells[colPart]; w != "" {
			if a.Part = org.Part(codeOf(w, "admin.part_", []string{string(org.Holder), string(org.Deputy)})); a.Part == "" {
				b.fault(assignments, r, colPart, "admin.book.part", "value", short(w))
			}
		}
		span := org.Period{From: max(a.From, ""), Until: a.Until}
		if span.From == "" {
			span.From = b.from
		}
		if span.Until != "" && span.Until <= span.From {
			b.fault(assignments, r, colUntil, "admin.book.until")
		}
		for _, o := range seen[a.Post] {
			if o.part == org.Holder && a.Part == org.Holder && o.span.Meets(span) {
				b.fault(assignments, r, colPost, "admin.book.held", "row", o.row)
			}
		}
		seen[a.Post] = append(seen[a.Post], term{r.n, span, a.Part})
		b.Logins = append(b.Logins, a.Person)
		b.Structure.Assignments = append(b.Structure.Assignments, a)
	}
}

// post makes sure that a post stands in a department of the structure.
func (b *Book) post(d *org.DepartmentDef, code string) bool {
	has := func(list []org.PostDef) bool {
		return slices.ContainsFunc(list, func(p org.PostDef) bool { return p.Code == code })
	}
	if has(d.Posts) || slices.ContainsFunc(d.Sections, func(s org.SectionDef) bool { return has(s.Posts) }) {
		return true
	}
	home, ok := b.snap.Find(org.Department, 0, d.Key, b.from)
	if !ok {
		return false
	}
	u, ok := b.snap.Find(org.Post, home.ID, code, b.from)
	if !ok {
		return false
	}
	p := org.PostDef{Code: u.Code, Name: u.Name, Roles: u.Roles}
	if up, ok := b.snap.Unit(u.Parent, b.from); ok && up.Kind == org.Section {
		if sec := b.section(d, up.Code); sec != nil {
			sec.Posts = append(sec.Posts, p)
			return true
		}
	}
	d.Posts = append(d.Posts, p)
	return true
}

// order puts units behind those they stand under; a circle is a fault.
func (b *Book) order() {
	s := &b.Structure
	s.Divisions = sorted(b, divisions, s.Divisions, func(d org.DivisionDef) (string, string) { return d.Code, d.Parent })
	s.Departments = sorted(b, departments, s.Departments, func(d org.DepartmentDef) (string, string) { return d.Key, d.Parent })
}

func sorted[T any](b *Book, sheet string, list []T, of func(T) (code, parent string)) []T {
	var out []T
	done := map[string]bool{"": true}
	known := map[string]bool{}
	for _, x := range list {
		code, _ := of(x)
		known[code] = true
	}
	for len(out) < len(list) {
		before := len(out)
		for _, x := range list {
			code, parent := of(x)
			if !done[code] && (done[parent] || !known[parent]) {
				done[code] = true
				out = append(out, x)
			}
		}
		if len(out) == before { // the rest stand under each other
			for _, x := range list {
				if code, _ := of(x); !done[code] {
					spot := b.place[sheet+"/"+code]
					b.at(sheet, spot.row, spot.col, "admin.book.circle", "value", short(code))
				}
			}
			return out
		}
	}
	return out
}

// Unknown tells every row that names an officer whom nobody knows.
func (b *Book) Unknown(people map[string]gov.ID) {
	for _, r := range b.rows[assignments] {
		if login := r.cells[colLogin]; login != "" && people[login] == 0 {
			b.fault(assignments, r, colLogin, "admin.book.no_officer", "value", short(login))
		}
	}
}
