package journey

import (
	"fmt"
	"slices"
	"sync"
)

func init() { stories["restaurant"] = story{play: playRestaurant} }

// restaurant is 开办餐饮店 from the first question to the last certificate: one
// application, three authorities, each with its own clock, opinion, decision and
// certificate.
type restaurant struct {
	*play
	script
}

// The days of the story are those of the year 2026: 中秋 on Friday 25 September,
// 国庆 from 1 to 7 October, Saturday 10 October is worked.
func playRestaurant(p *play) {
	s := &restaurant{play: p}
	readScript("restaurant", &s.script)
	p.clock("2026-09-22T10:00:00+08:00")
	s.questions()
	s.submit()
	s.notice()
	s.supplementAndAccept()
	s.outside()
	s.handle()
	s.jointVisit()
	s.signboardAlone()
	s.permit(foodPermit, "market")
	s.expertReview()
	s.permit(fireCheck, "fire")
	s.closed()
	s.certificate(foodPermit)
	s.certificate(fireCheck)
	s.record()
	s.chain()
}

// questions: the situation is asked one by one, then only what nobody knows.
func (s *restaurant) questions() {
	head := map[string]any{"division": s.Division, "thing": s.Thing}
	a := s.must(owner, "starts to open a restaurant", call("startApplication").With(head).Keyed("start"), is("question/name", "diningArea"))
	draft := s.keep("draft", a, "id")
	a2 := s.must(owner, "presses twice: still one draft", call("startApplication").With(head).Keyed("start"))
	s.holds(owner, "both answers name one draft", draft, s.keep("draft2", a2, "id"))

	order := []string{"diningArea", "foodScope", "signboard", "fireManner", "expertReview"}
	said := map[string]any{}
	for i, name := range order[:len(order)-1] {
		said[name] = s.Situation[name]
		s.must(owner, "answers "+name, s.save(said), is("question/name", order[i+1]))
	}
	said["expertReview"] = s.Situation["expertReview"]
	s.must(owner, "answers the last question; is asked only what nobody knows", s.save(said),
		none("question"), has("matters/*", licenceCheck, foodPermit, fireCheck, signboard),
		is("known/creditCode", s.Held["creditCode"]), is("known/firmName", s.Held["firmName"]), is("known/firmAddress", s.Held["firmAddress"]),
		is("sources/creditCode", "firm-register"), is("sources/legalPerson", "firm-register"),
		lacks("fields/*/name", "creditCode", "firmName", "legalPerson", "legalPersonId", "firmAddress", "diningArea", "foodScope", "fireManner", "expertReview"),
		has("fields/*/name", "premisesAddress", "safetyOfficer", "seats", "signName"),
		has("materials/*/id", "HT-CY-02", "HT-CY-03", "HT-CY-05"), lacks("materials/*/id", "HT-CY-01"))
	s.must(owner, "finds the draft again on the telephone", call("getDraft").At("id", draft), is("situation/diningArea", 360), none("question"))
	s.refused(404, resident, "opens somebody else's draft", call("getDraft").At("id", draft))
	s.register()
	s.settle()
	s.must(ownerFirm, "his firm's record shows that the register was asked, for the application", call("whoUsedMyData"),
		is("lines/purpose=apply&resource=firm-register&by=citizen/own", true), is("lines/by=agent/purpose", "apply"))
}

// register: what is filled in is what the register answers to a lookup, with its
// source; nobody else learns it, and nobody without a purpose.
func (s *restaurant) register() {
	firm := s.keep("firm", s.must(ownerFirm, "asks for which firm he acts", call("me"), is("kind", "agent"), some("subject")), "subject")
	ask := func(fields ...any) *request {
		return call("lookupData").With(map[string]any{"purpose": "apply", "basis": s.Text["lookupCite"], "case": "0", "subject": firm, "resource": "firm-register", "fields": fields})
	}
	s.must(ownerFirm, "the register holds what was filled in", ask("creditCode", "firmName", "legalPerson"),
		is("fields/creditCode/value", s.Held["creditCode"]), is("fields/firmName/value", s.Held["firmName"]), is("fields/legalPerson/value", s.Held["legalPerson"]),
		is("fields/creditCode/state", "held"), is("fields/creditCode/source", "firm-register"))
	s.refused(403, resident, "a stranger looks it up", ask("creditCode", "legalPersonId"))
	s.refused(403, outsider, "an officer without a case looks it up", ask("legalPersonId"))
	s.refused(422, ownerFirm, "looks it up without a purpose", call("lookupData").With(map[string]any{
		"purpose": "", "basis": "", "case": "0", "subject": firm, "resource": "firm-register", "fields": []any{"creditCode"},
	}), names("purpose"))
}

func (s *restaurant) save(situation map[string]any) *request {
	return call("saveDraft").At("id", s.kept["draft"]).With(map[string]any{"division": s.Division, "thing": s.Thing, "situation": situation})
}

// uses opens the citizen's own record of uses; no officer's name stands in it.
func (s *restaurant) uses(what string, checks ...check) *answer {
	ask := call("whoUsedMyData").Ask("limit", "200")
	return s.must(owner, what, ask, append(checks, silent("an officer's name", s.Officers...))...)
}

// submit: what is typed over is not taken; the same key gives the same case.
func (s *restaurant) submit() {
	before := s.cases(owner)
	empty := map[string]any{"division": s.Division, "thing": s.Thing, "situation": s.Situation, "draft": s.kept["draft"]}
	s.refused(422, owner, "hands in an empty form", call("submitApplication").With(empty), names("answers.contactName"), names("answers.signName"))
	s.refused(422, owner, "gives an identity number with a wrong check digit",
		call("submitApplication").With(s.application(map[string]any{"safetyOfficerId": "990102198804122156"})), names("answers.safetyOfficerId"))
	all := s.application(s.TypedOver)
	all["draft"] = s.kept["draft"]
	var papers []any
	for _, code := range []string{"HT-CY-03", "HT-CY-04", "HT-CY-05", "HT-CY-06", "HT-CY-07", "HT-CY-08", "HT-CY-10"} {
		if got := s.upload(owner, code, s.Text["file"]); got != nil {
			papers = append(papers, got)
		}
	}
	all["materials"] = papers
	a := s.must(owner, "hands in the application; one material is missing", call("submitApplication").With(all).Keyed("submit"),
		is("notice_by", "2026-09-30"), has("missing/*", "HT-CY-02"), has("matters/*", licenceCheck, foodPermit, fireCheck, signboard))
	id := s.keep("case", a, "id")
	s.keep("no", a, "no")
	s.keep("code", a, "query_code")
	s.twice(all, id)
	s.refused(409, owner, "uses the key for something else", call("submitApplication").With(s.application(nil)).Keyed("submit"))
	s.refused(409, owner, "hands in the draft a second time", call("submitApplication").With(all).Keyed("another"))
	s.must(owner, "has one case more", call("listCases").Ask("limit", "100"), is("#", before+1), is("0/id", id))
}

// cases counts somebody's cases.
func (p *play) cases(who string) int {
	return len(list(p.must(who, "looks at the own cases", call("listCases").Ask("limit", "100")), "*/id"))
}

// twice sends the same application with the same key from two hands at once.
func (s *restaurant) twice(all map[string]any, id string) {
	var wait sync.WaitGroup
	got := make([]*answer, 4)
	for i := range got {
		wait.Go(func() {
			got[i] = s.must(owner, "presses the button again, from two telephones", call("submitApplication").With(all).Keyed("submit"), is("id", id))
		})
	}
	wait.Wait()
}

// notice: the window tells everything that is missing, once.
func (s *restaurant) notice() {
	s.clock("2026-09-23T09:00:00+08:00")
	task := s.taskOf(clerk, "", "precheck")
	s.must(clerk, "takes the step", call("claimTask").At("id", task), some("claimed"))
	s.refused(409, otherDesk, "a second window takes it too", call("claimTask").At("id", task))
	a := s.open(clerk, "reads the case; what was typed over was not taken",
		is("state", "received"), is("answers/creditCode", s.Held["creditCode"]), is("answers/firmName", s.Held["firmName"]),
		is("answers/legalPerson", s.Held["legalPerson"]), is("answers/contactPhone", "19900009900"), is("materials/#", 7),
		is("intake/0/due/legal/on", "2026-09-30"), none("situation/queryCode"))
	s.matters(a, licenceCheck, foodPermit, fireCheck, signboard)
	s.refused(422, clerk, "sends an empty notice", s.act("sendNotice", map[string]any{"task": task}), names("missing"))
	s.refused(403, resident, "a citizen sends a notice", s.act("sendNotice", map[string]any{"task": task, "missing": []any{map[string]any{"code": "HT-CY-02", "text": "x"}}}))
	s.must(clerk, "tells what is missing", s.act("sendNotice", map[string]any{"task": task, "missing": []any{
		map[string]any{"code": "HT-CY-02", "text": s.Text["missing"]},
	}}).Keyed("notice"), is("state", "supplement"))
	a = s.open(owner, "sees that something is missing, and the letter", is("state", "supplement"), is("waits/0/page", "supplement"),
		has("letters/*/kind", "supplement"), is("letters/kind=supplement/dated", "2026-09-23"), none("opinions"))
	s.letter(a, "supplement")
	s.must("", "whoever knows number and code sees it too, and nothing personal",
		call("trackCase").With(map[string]any{"no": s.kept["no"], "code": s.kept["code"]}), is("state", "supplement"), none("answers"),
		silent("the applicant", s.Held["legalPerson"], "19900009900", "990102198804122155"))
	s.refused(404, "", "somebody guesses the code", call("trackCase").With(map[string]any{"no": s.kept["no"], "code": wrong(s.kept["code"])}))
}

// wrong gives another code of six digits.
func wrong(code string) string {
	if code == "000000" {
		return "000001"
	}
	return "000000"
}

// letter fetches the printed letter of a kind as its reader.
func (s *restaurant) letter(a *answer, kind string) {
	id := s.keep("letter/"+kind, a, "letters/kind="+kind+"/id")
	s.settle() // it is printed by a job
	got := s.must(owner, "fetches the letter "+kind, s.letterFile(id), pdf())
	s.refused(403, resident, "somebody else fetches the letter", s.letterFile(id))
	s.signed("the letter "+kind, got)
}

// supplementAndAccept: what was missing comes, and each authority accepts.
func (s *restaurant) supplementAndAccept() {
	s.clock("2026-09-24T09:00:00+08:00")
	given := s.upload(owner, "HT-CY-02", s.Text["promise"])
	body := map[string]any{"materials": []any{given}, "answers": map[string]any{"contactPhone": "19900009999", "firmName": s.TypedOver["firmName"]}}
	s.refused(403, resident, "somebody else hands it in", s.act("supplement", body))
	s.refused(422, owner, "corrects the telephone number to none", s.act("supplement", map[string]any{"answers": map[string]any{"contactPhone": "x"}}), names("answers.contactPhone"))
	s.refused(422, owner, "hands in what nobody asked for", s.act("supplement", map[string]any{"materials": []any{s.renamed(given, "HT-XX-99")}}), names("materials.0.code"))
	s.must(owner, "hands in what was missing, and another telephone number", s.act("supplement", body).Keyed("supplement"), is("state", "received"))
	s.must(owner, "presses twice", s.act("supplement", body).Keyed("supplement"), is("state", "received"))
	s.refused(409, owner, "there is nothing left to hand in", s.act("supplement", body))
	s.open(clerk, "sees it, and the office's five days anew", is("materials/#", 8), is("materials/code=HT-CY-02/name", s.Text["promise"]),
		is("answers/contactPhone", "19900009999"), is("answers/firmName", s.Held["firmName"]), is("answers/signName", s.Answers["signName"]),
		is("intake/state=running/due/legal/on", "2026-10-09"))
	task := s.taskOf(clerk, "", "precheck")
	s.refused(403, marketHandler, "an authority accepts in the name of all", s.act("acceptCase", map[string]any{"task": task}))
	s.must(clerk, "accepts in the name of the authorities", s.act("acceptCase", map[string]any{"task": task}), is("state", "accepted"))
	a := s.open(owner, "sees the letters of acceptance, the check of the licence done, and the last days",
		is("state", "accepted"), starts("accepted", "2026-09-24"),
		is(matter(licenceCheck, "outcome"), "checked"), is(matter(licenceCheck, "state"), "ended"),
		is(matter(foodPermit, "state"), "open"), is(matter(fireCheck, "state"), "open"), is(matter(signboard, "state"), "open"),
		is(matter(foodPermit, "clocks/0/due/promised/on"), "2026-10-13"), is(matter(fireCheck, "clocks/0/due/legal/on"), "2026-10-15"))
	letters := list(a, "letters/*/kind")
	s.holds(owner, "one letter of acceptance of each authority that grants a permit", "2", fmt.Sprint(len(slices.DeleteFunc(letters, func(k string) bool { return k != "accept" }))))
	s.letter(a, "accept")
}
