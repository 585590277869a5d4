package matter

import (
	_ "embed"
	"regexp"
	"slices"
	"strings"
)

//go:embed catchall.txt
var catchAllText string

// catchAll are the names of materials that let anything be asked.
var catchAll = readPatterns(catchAllText)

func readPatterns(text string) []*regexp.Regexp {
	var out []*regexp.Regexp
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			out = append(out, regexp.MustCompile(line))
		}
	}
	return out
}

var (
	states     = []string{"", "draft", "published", "suspended", "retired"}
	audiences  = []string{"person", "firm", "body"}
	handlings  = []string{"instant", "promised"}
	routes     = []string{"", "own", "joint", "upward"}
	outcomes   = []string{"decision", "check", "guidance"}
	specials   = []string{"hearing", "tender", "auction", "inspection", "testing", "quarantine", "appraisal", "expert_review"}
	needs      = []string{"required", "optional", "conditional", "deferrable"}
	sources    = []string{"self", "government", "other"}
	waivers    = []string{"", "auto", "licence", "share", "submit"}
	natures    = []string{"", "statutory", "authorised", "entrusted"}
	deliveries = []string{"counter", "post", "electronic"}
)

// lintItem looks at a standard item by itself.
func (l *linter) lintItem(it *Item, r report) {
	lintCodes(it, r)
	lintWords(it, r)
	l.lintGround(it, r)
	l.lintTime(it, r)
	lintOutcome(it, r)
	for i := range it.Materials {
		m := &it.Materials[i]
		l.lintMaterial(m, r.in("materials/"+m.ID))
		if i != slices.IndexFunc(it.Materials, func(x Material) bool { return x.ID == m.ID }) {
			r.err("item.material.twice", "id", m.ID)
		}
	}
	l.lintItemRefs(it, r)
	lintFlexible(it, r)
}

func oneOf(list []string, v string, r report, code string) {
	if !slices.Contains(list, v) {
		r.err(code, "value", v)
	}
}

func lintWords(it *Item, r report) {
	r.need(it.Name.Zh != "", "item.name")
	oneOf(states, it.State, r, "item.state")
	oneOf(handlings, it.Handling, r, "item.handling")
	oneOf(routes, it.Route, r, "item.route")
	oneOf(outcomes, it.Outcome, r, "item.outcome")
	oneOf(natures, it.Nature, r, "item.nature")
	r.need(len(it.Audience) > 0, "item.audience")
	for _, a := range it.Audience {
		oneOf(audiences, a, r, "item.audience")
	}
	r.need(it.Level >= 0 && it.Level <= 6, "item.level", "value", it.Level)
	r.need(it.PowerSource >= 0 && it.PowerSource <= 6, "item.power", "value", it.PowerSource)
	r.need(it.Depth >= 0 && it.Depth <= 4, "item.depth", "value", it.Depth)
	r.need(it.Visits >= 0 && it.Visits <= 5, "item.visits", "value", it.Visits)
	r.need(it.From == "" || it.Until == "" || it.From < it.Until, "item.period")
	lintDelivery(it.Delivery, it.Logistics, r)
}

// lintDelivery finds delivery by post offered where there is none (seen in real
// guides: 寄递标志 0 beside 邮寄).
func lintDelivery(ways []string, logistics bool, r report) {
	for _, d := range ways {
		oneOf(deliveries, d, r, "item.delivery")
	}
	if slices.Contains(ways, "post") && !logistics {
		r.err("item.delivery.post")
	}
}

func (l *linter) lintGround(it *Item, r report) {
	r.need(len(it.Basis) > 0, "item.basis.missing")
	for _, b := range it.Basis {
		l.lintCite(b.Cite, b.Certainty, r.in("basis"), "item.basis.uncited")
	}
	for _, f := range it.Fees {
		l.lintCite(f.Cite, "", r.in("fees"), "item.fee.uncited")
		r.need(f.Fen > 0, "item.fee.amount")
	}
	for _, c := range it.Conditions {
		l.lintWhen(c.When, it, r.in("conditions"))
		if c.Cite != "" {
			l.lintCite(c.Cite, c.Certainty, r.in("conditions"), "cite.form")
		}
	}
	if it.Quota != nil {
		l.lintCite(it.Quota.Cite, it.Quota.Certainty, r.in("quota"), "item.quota.uncited")
	}
}

func (l *linter) lintTime(it *Item, r report) {
	if it.Type == "01" && it.Outcome == "decision" && it.Limit == nil { // 行政许可法 §42
		r.err("item.limit.missing")
	}
	if it.Limit != nil {
		l.lintLimit(it.Limit, r.in("limit"), "item.limit.uncited")
	}
	if it.Promise == nil {
		r.err("item.promise.missing")
	} else {
		_, known := unitMinutes[it.Promise.Unit]
		r.need(known && it.Promise.N >= 0, "item.limit.unit", "unit", it.Promise.Unit)
		if it.Limit != nil && longer(it.Promise, it.Limit) {
			r.err("item.promise.over_limit", "promise", it.Promise.N, "limit", it.Limit.N)
		}
	}
	for i := range it.Special {
		s := &it.Special[i]
		oneOf(specials, s.Kind, r, "item.special.kind")
		l.lintLimit(&s.Limit, r.in("special"), "item.special.uncited")
		l.lintWhen(s.When, it, r.in("special"))
	}
	if v := it.Check; v != nil {
		// 行政许可法 §34: two or more staff check on the spot.
		r.need(v.Staff >= 2, "item.visit.staff", "staff", v.Staff)
		l.lintCite(v.Cite, "", r.in("siteVisit"), "item.visit.uncited")
		l.lintWhen(v.When, it, r.in("siteVisit"))
	}
}

func (l *linter) lintLimit(x *Limit, r report, uncited string) {
	_, known := unitMinutes[x.Unit]
	r.need(known && x.N >= 0, "item.limit.unit", "unit", x.Unit)
	l.lintCite(x.Cite, x.Certainty, r, uncited)
}

// lintOutcome keeps guidance from ending in a refusal: a matter that is no
// permit has nothing to refuse (户外招牌: 指导/整改意见, never 不予许可).
func lintOutcome(it *Item, r report) {
	switch {
	case it.Outcome == "guidance":
		refuses := it.Result != nil && (it.Result.Refusal.Zh != "" || it.Result.Kind == "certificate")
		r.need(!refuses, "item.guidance.refusal")
		r.need(it.Type != "01", "item.guidance.permit")
	case it.Result == nil && it.Outcome == "decision":
		r.err("item.result.missing")
	}
}

// lintFlexible keeps 容缺受理 and 告知承诺 off unless a law allows them.
func lintFlexible(it *Item, r report) {
	if f := it.OnPromise; f != nil {
		r.need(cited(f.Cite), "item.onpromise.uncited")
		r.need(f.Verify != nil && f.Verify.N > 0, "item.onpromise.verify")
	}
	f := it.Deferral
	if f == nil {
		for _, m := range it.Materials {
			r.need(m.Need != "deferrable", "item.deferral.off", "material", m.ID)
		}
		return
	}
	r.need(cited(f.Cite) && f.Local, "item.deferral.uncited")
	r.need(slices.Contains([]string{"", "withdrawn", "refused"}, f.Lapse) && f.Days > 0, "item.deferral.terms")
	for _, id := range f.Materials {
		ok := slices.ContainsFunc(it.Materials, func(m Material) bool { return m.ID == id && m.Need == "deferrable" })
		r.need(ok, "item.deferral.material", "id", id)
	}
}
