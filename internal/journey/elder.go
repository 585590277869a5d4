package journey

import "maps"

func init() { stories["elder"] = story{play: playElder} }

// elder is 老年人办事: a grandmother without a telephone draws a number, the window
// identifies her, helps her apply and gives her the receipt on paper; her grandson goes
// on at home under a mandate for this one case, and collects the result for her. What is
// not of this case is not his to see.
type elder struct {
	family
	Other    map[string]string `json:"other"` // another matter of hers
	Officers []string          `json:"officers"`
}

// The days of the story are those of the year 2026: 中秋 on Friday 25 September, 国庆 from
// 1 to 7 October, Saturday 10 October is worked.
func playElder(p *play) {
	s := &elder{family: family{play: p}}
	readScript("elder", s)
	p.clock("2026-09-22T09:00:00+08:00")
	s.hallOpens()
	s.called()
	s.window()
	s.handedIn()
	s.onPaper()
	s.another()
	s.papers(map[string]any{"may": []string{"supplement", "collect"}, "scope": map[string]any{"case": s.kept["case"]}}, "supplement", "read", "collect")
	s.atHome()
	s.notHis()
	s.decided()
	s.collected()
	s.record()
}

// called: the green lane goes first, and the number knows nobody.
func (s *elder) called() {
	draw := func(kind string) *request {
		return call("takeTicket").With(map[string]any{"hall": s.kept["hall"], "kind": kind})
	}
	s.must("", "somebody draws a number before her", draw("person").Keyed("a"), is("no", "A001"))
	s.must("", "she draws one of the green lane; no telephone is asked for", draw("green").Keyed("c"), is("no", "C001"), none("phone"))
	t := s.keep("ticket", s.must(clerk, "calls the next: she goes first", call("callTicket").With(map[string]any{}).Keyed("1"), is("no", "C001")), "id")
	s.must("", "the display shows a number and nobody's name", call("getQueue").At("id", s.kept["hall"]), is("called/0/kind", "green"), is("called/0/window", s.kept["window"]), silent("her", show(s.Granny["name"])))
	s.must(clerk, "she comes to the window", call("moveTicket").At("id", t).With(map[string]any{"do": "served"}), is("state", "served"))
}

// handedIn: the clerk types what she says; it is her case, and says that the window helped.
func (s *elder) handedIn() {
	in := map[string]any{"draft": s.kept["draft"], "division": s.Division, "item": s.Item}
	s.refused(422, clerk, "hands it in before she has said everything", call("submitApplication").With(in), names("answers.applyContent"), names("answers.contactPhone"))
	in["answers"] = s.Answers
	s.refused(403, otherDesk, "the window beside, where she is not, hands it in", call("submitApplication").With(in), rule("helper-needs-presence"))
	s.refused(403, marketHandler, "an officer of a bureau hands it in for her", call("submitApplication").With(in))
	a := s.must(clerk, "hands it in for her", call("submitApplication").With(in).Keyed("hers"), is("notice_by", "2026-09-30"), is("matters/0", s.Item))
	s.keep("case", a, "id")
	s.keep("no", a, "no")
	s.keep("code", a, "query_code")
	s.open(resident, "it is hers; the window is on record as her helper, not as applicant", is("applicant", s.kept["subject/"+resident]), is("hands/0/quality", "helper"),
		none("hands/0/mandate"), some("hands/0/post"), is("answers/personId", s.Granny["number"]))
}

// onPaper: the receipt is in her hand, and enough to ask with.
func (s *elder) onPaper() {
	s.settle()
	file := s.must(clerk, "prints her the receipt", call("getReceipt").At("id", s.kept["case"]), pdf())
	s.reads("the receipt", file, s.kept["no"], s.kept["code"])
	s.refused(403, grandson, "who has no mandate yet asks for it", call("getReceipt").At("id", s.kept["case"]))
	track := func(code string) *request {
		return call("trackCase").With(map[string]any{"no": s.kept["no"], "code": code})
	}
	s.must("", "a neighbour reads the paper to her: where it stands, and nothing personal", track(s.kept["code"]), is("state", "received"), none("answers"),
		silent("her", show(s.Granny["name"]), show(s.Granny["number"]), "19900009903"))
	s.refused(404, "", "with another code nothing is told", track(wrong(s.kept["code"])))
}

// another is a matter of hers that the mandate does not name.
func (s *elder) another() {
	a := s.must(clerk, "begins something else for her", call("startApplication").With(map[string]any{
		"division": s.Division, "item": s.Other["item"], "for": map[string]any{"subject": s.kept["subject/"+resident]},
	}).Keyed("other"), is("for", s.kept["subject/"+resident]))
	answers := maps.Clone(s.Answers)
	answers["applyContent"] = s.Other["content"]
	a = s.must(clerk, "hands it in", call("submitApplication").With(map[string]any{
		"draft": s.keep("otherdraft", a, "id"), "division": s.Division, "item": s.Other["item"], "answers": answers,
	}).Keyed("other"))
	s.keep("other", a, "id")
}

// atHome: in the evening he sees what is missing, and hands it in.
func (s *elder) atHome() {
	s.must(grandson, "follows her case, and this one only", call("listCases").Ask("as", "delegate"), is("id="+s.kept["case"]+"/state", "received"), none("id="+s.kept["other"]+"/id"))
	s.clock("2026-09-23T09:00:00+08:00")
	s.must(clerk, "the window tells what is missing, once", s.act("sendNotice", map[string]any{
		"task": s.taskOf(clerk, "", "precheck"), "missing": []any{map[string]any{"text": s.Text["missing"]}},
	}), is("state", "supplement"))
	s.settle()
	s.clock("2026-09-23T20:00:00+08:00")
	a := s.open(grandson, "reads at home that something is missing", is("state", "supplement"), is("letters/template=supplement/party", s.kept["subject/"+resident]))
	s.must(grandson, "reads her the letter", s.letterFile(s.keep("letter", a, "letters/template=supplement/id")), pdf())
	s.refused(403, agent, "somebody else's grandson supplements", s.act("supplement", map[string]any{"answers": map[string]any{"placeAddress": s.Text["address"]}}))
	s.must(grandson, "supplements for her", s.act("supplement", map[string]any{"answers": map[string]any{"placeAddress": s.Text["address"]}}).Keyed("supplement"), is("state", "received"))
	s.open(resident, "she sees what he wrote, and that it was he", is("answers/placeAddress", s.Text["address"]), has("hands/*/quality", "helper", "delegate"))
}

// notHis: what is not of this case, or not in the mandate, he may neither see nor do.
func (s *elder) notHis() {
	granny := s.kept["subject/"+resident]
	s.refused(403, grandson, "opens her other case", call("getCase").At("id", s.kept["other"]))
	s.refused(403, grandson, "takes this one back", call("withdraw").At("id", s.kept["case"]))
	s.refused(403, grandson, "applies for her for something else", call("submitApplication").With(map[string]any{
		"for": map[string]any{"subject": granny}, "division": s.Division, "item": s.Other["item"], "answers": s.Answers,
	}))
	s.refused(403, grandson, "looks into who used her data", call("whoUsedMyData").Ask("subject", granny))
	s.refused(403, grandson, "looks her data up by himself", call("lookupData").With(map[string]any{
		"purpose": "handle", "basis": s.Text["basis"], "subject": granny, "resource": "person-register", "fields": []string{"householdAddress"}, "case": s.kept["case"],
	}))
	s.must(grandson, "her certificates are not among his cards", call("listCards"), none("cards/*/holder="+granny))
}

// decided: by the authority alone, within what it promised.
func (s *elder) decided() {
	s.clock("2026-09-24T09:00:00+08:00")
	s.must(clerk, "the window accepts", s.act("acceptCase", map[string]any{"task": s.taskOf(clerk, "", "precheck")}), is("state", "accepted"))
	s.matters(s.open(resident, "sees by when it is promised", is(matter(s.Item, "clocks/0/due/promised/on"), "2026-10-09")), s.Item)
	task := s.taskOf("hrss-handler", s.Item, "handle")
	s.refused(403, grandson, "her grandson decides", s.act("decide", map[string]any{"task": task, "result": "grant"}))
	s.refused(403, "insurance-handler", "another authority examines it", s.act("giveOpinion", map[string]any{"task": task, "result": "agree", "text": s.Text["fit"]}))
	for _, st := range []struct{ who, page, result string }{{"hrss-handler", "handle", "agree"}, {"hrss-handler", "opinion", "grant"}, {"hrss-reviewer", "review", "agree"}} {
		s.must(st.who, "ends the step "+st.page, s.act("giveOpinion", map[string]any{"task": s.taskOf(st.who, s.Item, st.page), "result": st.result, "text": s.Text["fit"]}))
	}
	s.must("hrss-approver", "confirms it", s.act("decide", map[string]any{"task": s.taskOf("hrss-approver", s.Item, "decide"), "result": "grant"}), is(matter(s.Item, "outcome"), "granted"))
}

// collected: he comes for it, is identified, and signs; nobody else gets it.
func (s *elder) collected() {
	s.clock("2026-09-29T10:00:00+08:00")
	task := s.taskOf(clerk, s.Item, "deliver")
	hand := func(delegate, signature string) *request {
		over := map[string]any{"receiver": "delegate", "delegate": delegate}
		if signature != "" {
			over["signature"] = signature
		}
		return s.act("deliver", map[string]any{"task": task, "result": "counter", "handover": over})
	}
	slip := s.keep("slip", s.must(clerk, "scans the slip that was signed", call("uploadBlob").Bytes("application/pdf", paper("slip"))), "ref")
	him := s.subjectOf(grandson)
	s.refused(403, clerk, "hands it to somebody who is not at the window", hand(him, slip), rule("helper-needs-presence"))
	s.must(clerk, "finds him by his identity card", call("identifyApplicant").With(s.Grandson), is("subject", him), has("mandates/*/id", s.kept["mandate"]))
	s.refused(422, clerk, "hands it over unsigned", hand(him, ""), names("handover.signature"))
	s.refused(403, grandson, "takes it by himself", hand(him, slip))
	s.must(clerk, "hands it to him, signed for", hand(him, slip).Keyed("over"), is("state", "closed"))
	s.open(resident, "it came to her through him, and the case is closed", is("state", "closed"), is("delivered/0/way", "counter"), is("delivered/0/receiver", "delegate"),
		is("delivered/0/mandate", s.kept["mandate"]), some("delivered/0/signature"))
	s.must(resident, "takes her mandate back", s.onMandate("withdrawMandate"), is("state", "withdrawn"))
	s.locked(grandson, "opens the case once more")
}

// record: who read for her stands on her record as helper and delegate, by no name.
func (s *elder) record() {
	s.settle()
	a := s.must(resident, "finds in her record who read for her", call("whoUsedMyData").Ask("subject", s.kept["subject/"+resident]).Ask("limit", "200"), has("lines/*/by", "helper", "delegate", "officer"),
		is("lines/by=delegate/own", false), is("lines/by=delegate/case", s.kept["case"]), silent("an officer's name", s.Officers...))
	s.seenLeaves(list(a, "lines/*/seq"))
	a = s.events("the auditor finds that she was identified, helped and represented, and nobody's name", "", has("events/*/type", "case.received", "case.notified", "case.supplemented", "matter.decided", "matter.delivered", "case.closed"),
		silent("a person", append([]string{show(s.Granny["name"]), show(s.Grandson["name"]), "19900009903"}, s.Officers...)...))
	s.kept["from"] = show(find1(a.Value, "events/0/leafindex"))
	s.events("and by what paper the grandson acted", "mandate", has("events/*/type", "mandate.offered", "mandate.accepted", "mandate.withdrawn"))
}
