package journey

func init() { stories["hearing"] = story{play: playHearing} }

// hearing is 听证: a neighbour is given notice of a kitchen next door, says his word,
// is told that he may ask for a hearing, and asks; the authority calls it, holds it and
// decides on its minutes. 中秋 is on Friday 25 September 2026, 国庆 from 1 to 7 October,
// Saturday 10 October is worked.
type hearing struct {
	*play
	script
	Neighbour map[string]any    `json:"neighbour"`
	Words     map[string]string `json:"words"`
}

// neighbour is the third party.
const neighbour = resident

func playHearing(p *play) {
	s := &hearing{play: p}
	readScript("restaurant", &s.script)
	readScript("hearing", s)
	p.clock("2026-09-22T10:00:00+08:00")
	s.begun()
	s.notice()
	s.right()
	s.asked()
	s.called()
	s.held()
	s.decided()
}

// begun: accepted on Tuesday and examined, the food permit lies before the approver.
func (s *hearing) begun() {
	a := s.must(owner, "hands in the application", call("submitApplication").With(s.application(nil)).Keyed("hearing"))
	s.keep("case", a, "id")
	s.must(clerk, "accepts it", s.act("acceptCase", map[string]any{"task": s.taskOf(clerk, "", "precheck")}), is("state", "accepted"))
	s.matters(s.open(marketHandler, "sees it", is(matter(foodPermit, "clocks/0/due/promised/on"), "2026-10-10")), foodPermit)
	for _, st := range []struct{ who, page, result string }{{marketHandler, "handle", "agree"}, {marketHandler, "opinion", "grant"}, {marketReviewer, "review", "agree"}} {
		s.must(st.who, "ends the step "+st.page, s.act("giveOpinion", map[string]any{"task": s.taskOf(st.who, foodPermit, st.page), "result": st.result, "text": s.Words["opinion"]}))
	}
}

// with names the matter.
func (s *hearing) with(more map[string]any) map[string]any {
	more["matter"] = s.kept["matter/"+foodPermit]
	return more
}

// notice: the third party learns of it, says his word, and sees nothing of the case.
func (s *hearing) notice() {
	in := s.with(map[string]any{"party": s.Neighbour, "why": s.Words["why"]})
	s.refused(403, fireHandler, "another authority gives notice", s.act("tellThirdParty", in))
	s.refused(403, owner, "the applicant gives notice", s.act("tellThirdParty", in))
	s.keep("concern", s.must(marketHandler, "gives the neighbour notice", s.act("tellThirdParty", in), is("until", "2026-09-30"), is("state", "told")), "id")
	s.refused(409, marketApprover, "decides before he was heard", s.decision(""))
	s.must(neighbour, "finds the notice", call("listConcerns"), is("id="+s.kept["concern"]+"/why", s.Words["why"]))
	s.locked(neighbour, "opens the case")
	words := s.with(map[string]any{"concern": s.kept["concern"], "words": s.Words["statement"]})
	s.refused(403, owner, "the applicant speaks for him", s.act("stateConcern", words))
	s.must(neighbour, "says his word", s.act("stateConcern", words), is("state", "stated"))
	s.open(marketHandler, "the authority reads it", is("concerns/0/words", s.Words["statement"]))
	s.open(owner, "the applicant does not", none("concerns/0/words"))
}

// decision is the approver's.
func (s *hearing) decision(minutes string) *request {
	body := map[string]any{"task": s.taskOf(marketApprover, foodPermit, "decide"), "result": "grant"}
	if minutes != "" {
		body["minutes"] = minutes
	}
	return s.act("decide", body)
}

// right: five working days to ask.
func (s *hearing) right() {
	s.refused(403, clerk, "the window tells of the right", s.act("tellHearing", s.with(map[string]any{"reason": s.Words["why"]})))
	a := s.must(marketHandler, "tells both of the right to a hearing", s.act("tellHearing", s.with(map[string]any{"reason": s.Words["why"]})), is("until", "2026-09-30"), is("parties/#", 2))
	s.keep("hearing", a, "id")
	s.refused(409, marketApprover, "decides while the right is open", s.decision(""))
}

// asked: the clock stands still on the ground of §45.
func (s *hearing) asked() {
	s.clock("2026-09-23T09:00:00+08:00")
	s.refused(403, outsider, "an officer elsewhere asks", s.act("requestHearing", s.with(map[string]any{})))
	s.must(neighbour, "asks for the hearing", s.act("requestHearing", s.with(map[string]any{})), is("state", "requested"), is("holdBy", "2026-10-28"))
	s.open(owner, "the applicant sees that the clock stands", is(matter(foodPermit, "state"), "paused"), is(matter(foodPermit, "clocks/0/pauses/0/ground"), "hearing"),
		is("hearings/0/state", "requested"))
	s.refused(409, owner, "asks once more", s.act("requestHearing", s.with(map[string]any{})))
	s.taskOf(marketHandler, foodPermit, "hearing")
}

// called: seven working days before at least, and not by who examined it.
func (s *hearing) called() {
	s.clock("2026-09-24T09:00:00+08:00")
	in := s.with(map[string]any{"at": "2026-10-10T15:00:00+08:00", "place": s.Words["place"], "chair": s.postOf("market-handler2")})
	s.refused(422, marketHandler, "calls it too soon", s.act("callHearing", in), names("at"))
	in["at"] = "2026-10-29T15:00:00+08:00"
	s.refused(422, marketHandler, "calls it too late", s.act("callHearing", in), names("at"))
	in["at"], in["chair"] = "2026-10-20T15:00:00+08:00", s.postOf(marketHandler)
	s.refused(403, marketHandler, "chairs what he examined", s.act("callHearing", in), rule("hearing-chair-examined"))
	in["chair"] = s.postOf("market-handler2")
	s.must(marketHandler, "calls it for 20 October", s.act("callHearing", in), is("state", "called"), starts("at", "2026-10-20"))
	s.settle()
	a := s.open(owner, "has the notice", is("hearings/0/place", s.Words["place"]), has("letters/*/template", "hearing_right", "hearing_notice"))
	s.must(owner, "reads it", s.letterFile(s.keep("letter", a, "letters/template=hearing_notice/id")), pdf())
}

// held: with signed minutes; the clock runs on.
func (s *hearing) held() {
	s.refused(409, marketHandler, "records it before its day", s.act("holdHearing", s.with(map[string]any{"minutes": s.Words["minutes"], "signed": s.signed()})))
	s.clock("2026-10-20T17:00:00+08:00")
	s.refused(422, marketHandler, "without signed minutes", s.act("holdHearing", s.with(map[string]any{"minutes": s.Words["minutes"]})), names("signed"))
	s.must(marketHandler, "records it", s.act("holdHearing", s.with(map[string]any{"minutes": s.Words["minutes"], "signed": s.signed()})), is("state", "held"))
	s.open(owner, "the clock runs on", is(matter(foodPermit, "state"), "open"), is(matter(foodPermit, "clocks/0/due/promised/on"), "2026-10-30"))
}

func (s *hearing) signed() string {
	return s.keep("signed", s.must(marketHandler, "scans the signed minutes", call("uploadBlob").Bytes("application/pdf", paper("minutes"))), "ref")
}

// decided: on the minutes and on nothing else, and delivered on record.
func (s *hearing) decided() {
	s.refused(422, marketApprover, "decides on something else", s.decision(""), names("minutes"))
	s.must(marketApprover, "decides on the minutes", s.decision(s.kept["hearing"]), is("matters/item="+foodPermit+"/state", "decided"))
	task := s.taskOf(clerk, foodPermit, "deliver")
	s.open(owner, "ten working days for the delivery", is(matter(foodPermit, "clocks/-1/rule"), "T8"), is(matter(foodPermit, "clocks/-1/due/legal/on"), "2026-11-03"))
	s.refused(422, clerk, "hands it over unsigned", s.act("deliver", map[string]any{"task": task, "result": "counter"}), names("handover.signature"))
	s.must(clerk, "delivers it as the applicant's form asks", s.act("deliver", map[string]any{"task": task, "result": "electronic"}))
	s.open(owner, "it is on record", is("delivered/0/way", "electronic"), is("delivered/0/consent", true))
	s.refused(403, neighbour, "somebody else takes the rest back", call("withdraw").At("id", s.kept["case"]))
	s.must(owner, "takes back what is still open", call("withdraw").At("id", s.kept["case"]), is("state", "closed"))
	s.open(clerk, "what was decided stays", is(matter(foodPermit, "outcome"), "granted"), is(matter(fireCheck, "outcome"), "void"))
}
