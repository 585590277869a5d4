package showcase

import (
	"net/http"
	"net/url"

	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/channel/parts/cards"
	"holon.example/holon/internal/channel/parts/lists"
	"holon.example/holon/internal/channel/parts/record"
	"holon.example/holon/internal/gov"
)

// Path is where the page is mounted.
const Path = "/test/parts"

// samples is what the page shows.
type samples struct {
	*parts.Page
	list    lists.Query
	filters []lists.Filter
	tabs    []lists.Tab
	fresh   parts.Form
	wrong   parts.Form
	fault   *parts.Fault
	cards   []cards.Certificate
	now     gov.Time
}

// Mount adds the page; now is the clock of the site.
func Mount(site parts.Site, now func() gov.Time) {
	site.Web.Route("GET "+Path, func(w http.ResponseWriter, r *http.Request) error {
		p := parts.Open(r)
		frame := &parts.Citizen{Page: p}
		title := p.T("parts.showcase")
		return site.Render(w, r, parts.Show{Title: title, Face: "citizen", Frame: frame.Frame, Body: body(sample(p, r.URL.Query(), now()))})
	})
	site.Web.Route("POST "+Path, func(w http.ResponseWriter, r *http.Request) error {
		http.Redirect(w, r, Path, http.StatusSeeOther)
		return nil
	})
}

func sample(p *parts.Page, given url.Values, now gov.Time) *samples {
	s := &samples{Page: p, now: now, list: lists.Query{Path: Path, Given: given}, fresh: parts.Form{ID: "fresh"}, wrong: parts.Form{ID: "again"}}
	lamps := []parts.Option{{Value: "overdue", Label: p.T("page.lamp_overdue")}, {Value: "due_soon", Label: p.T("page.lamp_due_soon")}, {Value: "normal", Label: p.T("page.lamp_normal")}}
	s.filters = []lists.Filter{{Name: "no", Label: p.T("page.case_no"), Empty: p.T("page.case_no")}, {Name: "lamp", Label: p.T("page.limit"), Empty: p.T("page.lamp_all"), Options: lamps}}
	s.tabs = []lists.Tab{{Label: p.T("page.lamp_all"), Count: "12"}, {Value: "overdue", Label: p.T("page.lamp_overdue"), Count: "1"}}
	s.fault = p.Again(gov.Invalid("error.invalid").At("login", "page.login_missing").At("level", "page.choose"), &s.wrong)
	day := now.Date()
	s.cards = []cards.Certificate{
		{ID: 1, Title: p.T("page.certificate"), Number: "000000000001", Organ: p.T("page.organ"), Issued: day, Until: day, State: p.T("page.lamp_normal"), Tone: "ok"},
		{ID: 2, Title: p.T("page.certificate"), Number: "000000000002", Issued: day, State: p.T("page.lamp_stopped"), Tone: "bad", Open: Path, File: Path},
	}
	return s
}

// imported is a file with one row of each kind.
func (s *samples) imported() record.Import {
	return record.Import{
		Columns: []string{s.T("page.name"), s.T("page.organ")},
		Rows: []record.Row{
			{Line: 2, Cells: []string{s.T("page.applicant"), "A"}, Will: "add"},
			{Line: 3, Cells: []string{s.T("page.applicant"), "B"}, Will: "change"},
			{Line: 4, Cells: []string{s.T("page.applicant"), "C"}, Will: "same"},
			{Line: 5, Cells: []string{"", "D"}, Will: "refuse", Wrong: map[int]string{0: s.T("page.login_missing")}},
		},
		More: 3,
	}
}

func (s *samples) changes() []record.Change {
	return []record.Change{
		{Field: s.T("page.name"), Before: s.T("page.applicant"), After: s.T("page.owner")},
		{Field: s.T("page.channel"), After: s.T("page.desk")},
		{Field: s.T("page.quality"), Before: s.T("page.quality.agent")},
	}
}

func (s *samples) proof() record.Proof {
	return record.Proof{Index: 41, At: s.now, Leaf: "9c22ff5f21f0b81b113e63f7db6da94fedef11b2119b4088b89664fb9a3cb658", Size: 64, Root: "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752", Holds: true}
}

func (s *samples) figures() ([]record.Key, []record.Bar) {
	keys := []record.Key{{Tone: "ok", Label: s.T("page.lamp_normal")}, {Tone: "warn", Label: s.T("page.lamp_due_soon")}, {Tone: "bad", Label: s.T("page.lamp_overdue")}}
	return keys, []record.Bar{{Label: "A", Figures: []int{41, 6, 1}, Open: Path}, {Label: "B", Figures: []int{33, 5, 0}}}
}

func (s *samples) stages() []parts.Stage {
	return []parts.Stage{
		{Name: s.T("page.stage_received"), State: "done", When: s.Date(s.now.Date())},
		{Name: s.T("page.stage_accepted"), State: "now", When: s.T("page.last_day")},
		{Name: s.T("page.stage_decided"), State: "next"},
		{Name: s.T("page.stage_delivered"), State: "void"},
	}
}

func (s *samples) limits() []parts.Countdown {
	day := s.T("page.due_by", "date", s.now.Date())
	return []parts.Countdown{
		{Title: s.T("page.stage_accepted"), Lamp: "due_soon", Due: day, Left: s.T("page.last_day"), Why: []string{s.T("page.limit")}},
		{Title: s.T("page.stage_decided"), Lamp: "stopped", Due: day, Paused: s.T("page.lamp_stopped")},
	}
}

func (s *samples) opinions() []parts.Opinion {
	return []parts.Opinion{{Unit: "A", Post: "B", Step: s.T("page.stage_examined"), At: s.now, Result: s.T("page.yes"), Tone: "ok", Text: s.T("page.hello_text"), Cites: []string{s.T("page.limit")}}}
}

func (s *samples) covered() parts.MaskedValue {
	return parts.MaskedValue{Name: "number", Value: "9901**********2155", Action: Path, Reasons: []parts.Option{{Value: "identity", Label: s.T("page.reason.identity")}}}
}
