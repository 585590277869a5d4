package journey

import (
	"net/http"
	"strings"
)

// The people of the demo city who play, by their persona.
const (
	owner     = "owner"
	ownerFirm = "owner-firm" // the owner, acting for his firm
	resident  = "resident"
	clerk     = "clerk"
	otherDesk = "clerk2"
	outsider  = "outsider" // approver of a department that has nothing to do with it
	auditor   = "auditor"
	operator  = "operator"

	marketHandler  = "market-handler"
	marketReviewer = "market-reviewer"
	marketApprover = "market-approver"
	fireHandler    = "fire-handler"
	fireReviewer   = "fire-reviewer"
	fireApprover   = "fire-approver"
	urbanHandler   = "urban-handler"
	urbanHandler2  = "urban-handler2"
)

// The items of the one-thing that is played.
const (
	licenceCheck = "licence-check"
	foodPermit   = "food-permit"
	fireCheck    = "fire-check-general"
	signboard    = "signboard"
)

// clock turns the site's clock; what falls due until then has been done when it
// returns.
func (p *play) clock(to string) {
	p.must("", "the clock is turned to "+to, raw(http.MethodPost, "/test/clock").With(map[string]any{"set": to}))
	p.turned(to)
}

// settle lets jobs, sealing and projections catch up.
func (p *play) settle() {
	p.must("", "what is due has been done", raw(http.MethodPost, "/test/settle").With(map[string]any{}))
}

// open opens the case as somebody sees it.
func (p *play) open(who, what string, checks ...check) *answer {
	return p.must(who, what, call("getCase").At("id", p.kept["case"]), checks...)
}

// locked is the refusal to open the case.
func (p *play) locked(who, what string) {
	p.refused(403, who, what, call("getCase").At("id", p.kept["case"]))
}

// act is a step of an officer or the applicant on the case.
func (p *play) act(op string, body map[string]any) *request {
	return call(op).At("id", p.kept["case"]).With(body)
}

// letterFile asks for a letter of the case as a file.
func (p *play) letterFile(letter string) *request {
	return call("getLetter").At("id", p.kept["case"]).At("letter", letter)
}

// matter is the path of one matter of the case.
func matter(item, rest string) string { return "matters/item=" + item + "/" + rest }

// matters remembers the ids of the matters of a case.
func (p *play) matters(a *answer, items ...string) {
	for _, item := range items {
		p.keep("matter/"+item, a, matter(item, "id"))
	}
}

// taskOf finds in an officer's own list the step of a matter (of the intake when
// item is empty) on a page.
func (p *play) taskOf(who, item, page string) string {
	part := ""
	if item != "" {
		part = "&ref.part=" + p.kept["matter/"+item]
	}
	name := "task/" + item + "/" + page
	a := p.must(who, "finds the step "+strings.TrimSpace(page+" "+item)+" in the own list", call("listTasks").Ask("kind", page).Ask("limit", "200"),
		some("items/ref.id="+p.kept["case"]+part+"/id"))
	return p.keep(name, a, "items/ref.id="+p.kept["case"]+part+"/id")
}

// postOf finds out on which post an officer acts.
func (p *play) postOf(who string) string {
	if got := p.kept["post/"+who]; got != "" {
		return got
	}
	return p.keep("post/"+who, p.must(who, "asks on which post he acts", call("me"), some("post")), "post")
}
