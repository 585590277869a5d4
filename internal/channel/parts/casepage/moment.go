package casepage

import (
	"html"
	"slices"
	"strings"

	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/locale"
)

func escape(s string) string { return html.EscapeString(s) }

// inside are the events that are no business of the applicant.
var inside = []string{"matter.opinion", "matter.returned", "flow.timer", "matter.archived"}

// timeline words what happened, the newest first.
func (sc *Scene) timeline() {
	for _, m := range slices.Backward(sc.View.Timeline) {
		if m.Name == "flow.timer" || sc.Who.Kind != gov.Officer && slices.Contains(inside, m.Name) {
			continue
		}
		sc.Timeline = append(sc.Timeline, parts.Moment{At: m.At, Text: sc.event(m), Detail: sc.detail(m)})
	}
}

// event words one event; one that the catalogue does not know, because a pack or a
// later part of the house wrote it, is shown by its name.
func (sc *Scene) event(m casefile.Moment) string {
	key := "page.event." + m.Name
	if m.Name == "case.accepted" && m.Data["deemed"] == true {
		return sc.T("page.event.case.deemed")
	}
	if !locale.Has(key) {
		return m.Name
	}
	return sc.T(key, "result", sc.result(m), "kind", sc.letterKind(m.Data.Str("kind")), "ground", sc.ground(m.Data.Str("ground")))
}

func (sc *Scene) result(m casefile.Moment) string {
	if o := m.Data.Str("outcome"); o != "" {
		return sc.Code("page.outcome", o)
	}
	if r := m.Data.Str("result"); r != "" {
		return sc.Code("page.result", r)
	}
	return sc.T("page.result.done")
}

// detail says of which matter, in whose name, and who acted for the applicant.
func (sc *Scene) detail(m casefile.Moment) string {
	var words []string
	if as := m.Data.Str("as"); as != "" && sc.Who.Kind != gov.Nobody {
		words = append(words, sc.Code("page.by", as))
	}
	for _, p := range sc.Parts {
		if m.Matter != 0 && p.ID == m.Matter {
			words = append(words, p.Title, p.Authority)
		}
	}
	return strings.Join(words, " · ")
}
