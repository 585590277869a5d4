package journey

import "net/http"

func init() { stories["outage"] = story{play: playOutage} }

// outage is 断网断电应急: paper receipts were printed beforehand; on Tuesday 22 September
// 2026 the power goes at eleven, a grandmother hands in on paper at half past, and the
// next working day it is entered with the true time. Five working days for the notice
// run from the 22nd across 中秋 (25 September) and end on the 30th; from the 23rd they
// would end on 8 October, after 国庆.
type outage struct {
	*play
	Division string            `json:"division"`
	Item     string            `json:"item"`
	Granny   map[string]any    `json:"granny"`
	Grandson map[string]any    `json:"grandson"`
	Firm     map[string]any    `json:"firm"`
	Agent    map[string]any    `json:"agent"`
	Answers  map[string]any    `json:"answers"`
	Text     map[string]string `json:"text"`
}

func playOutage(p *play) {
	s := &outage{play: p}
	readScript("delegate", s)
	s.queue()
	s.prepare()
	s.powerIsBack()
	s.second()
	s.received()
	s.settled()
}

// queue: on the morning of the 22nd the hall opens; numbers are drawn and called once.
func (s *outage) queue() {
	s.clock("2026-09-22T09:00:00+08:00")
	s.hallOpens()
	s.refused(409, clerk, "opens it a second time", call("openShift").With(map[string]any{}).Keyed("again"))
	s.refused(403, marketHandler, "an officer of a bureau opens a window of the hall", call("openShift").With(map[string]any{}))
	draw := func(kind string) *request {
		return call("takeTicket").With(map[string]any{"hall": s.kept["hall"], "kind": kind})
	}
	s.must("", "somebody draws a number", draw("person").Keyed("a1"), is("no", "A001"))
	s.must("", "an elder draws one of the green lane", draw("green").Keyed("c1"), is("no", "C001"))
	s.refused(422, "", "somebody asks for a kind there is not", draw("golden"), names("kind"))
	t := s.keep("ticket", s.must(clerk, "calls the next: the elder goes first", call("callTicket").With(map[string]any{}).Keyed("1"), is("no", "C001")), "id")
	s.must(clerk, "presses twice: it is the same number", call("callTicket").With(map[string]any{}).Keyed("1"), is("no", "C001"))
	s.refused(409, otherDesk, "the window beside calls the same number", call("callTicket").With(map[string]any{"ticket": t}))
	s.refused(403, marketHandler, "an officer of a bureau calls a number", call("callTicket").With(map[string]any{}))
	s.must("", "the display shows numbers and nothing of anybody", call("getQueue").At("id", s.kept["hall"]), is("total", 1), is("called/0/window", s.kept["window"]),
		none("called/0/account"), none("called/0/name"))
	s.must(clerk, "it is done", call("moveTicket").At("id", t).With(map[string]any{"do": "served"}), is("state", "served"))
}

// prepare: numbers are reserved and printed before anything happens.
func (s *outage) prepare() {
	reserve := func(n int) *request {
		return call("reserveSlips").With(map[string]any{"window": s.kept["window"], "size": n})
	}
	s.refused(422, clerk, "reserves far too many numbers", reserve(5000), names("size"))
	s.refused(403, marketHandler, "a bureau reserves numbers of the hall", reserve(3))
	s.keep("block", s.must(clerk, "reserves three numbers for his window", reserve(3).Keyed("block"), is("size", 3), starts("issued", "2026-09-22T09:00")), "id")
	a := s.must(clerk, "sees them with their check characters", s.report(), is("slips/#", 3), starts("slips/0/number", s.Division+"260922001001"), is("done", false))
	s.keep("number", a, "slips/0/number")
	s.keep("other", a, "slips/1/number")
	s.must(clerk, "prints the sheet", raw(http.MethodGet, "/counter/outage/"+s.kept["block"]+"/sheet"), pdf())
}

func (s *outage) report() *request { return call("getSlips").At("id", s.kept["block"]) }

func (s *outage) entry(number, at string) *request {
	return call("enterSlip").With(map[string]any{"number": number, "received": at, "reason": "power"})
}

// powerIsBack: the next morning the paper is entered; what cannot be is refused.
func (s *outage) powerIsBack() {
	s.clock("2026-09-23T09:00:00+08:00")
	no := s.kept["number"]
	s.refused(422, clerk, "one character is mistyped", s.entry(mistyped(no), "2026-09-22T11:30:00+08:00"), names("number"))
	s.refused(422, clerk, "a time that has not come", s.entry(no, "2026-09-23T10:00:00+08:00"), names("received"))
	s.refused(422, clerk, "a time before the numbers were issued", s.entry(no, "2026-09-22T08:59:00+08:00"), names("received"))
	s.refused(422, clerk, "no reason", call("enterSlip").With(map[string]any{"number": no, "received": "2026-09-22T11:30:00+08:00"}), names("reason"))
	s.refused(403, owner, "a citizen enters it", s.entry(no, "2026-09-22T11:30:00+08:00"))
	s.keep("slip", s.must(clerk, "enters it with the true time", s.entry(no, "2026-09-22T11:30:00+08:00").Keyed("entry"), is("state", "entered"), starts("received", "2026-09-22T11:30")), "id")
	s.refused(409, otherDesk, "the same number is entered again", s.entry(no, "2026-09-22T11:40:00+08:00"))
}

// mistyped changes one digit of a number.
func mistyped(no string) string {
	if len(no) < 12 {
		return no
	}
	b := []byte(no)
	b[11] = '0' + (b[11]-'0'+1)%10
	return string(b)
}

// second: another person compares it with the paper.
func (s *outage) second() {
	confirm := call("confirmSlip").At("id", s.kept["slip"]).With(map[string]any{"right": true})
	s.refused(403, clerk, "confirms his own entry", call("confirmSlip").At("id", s.kept["slip"]).With(map[string]any{"right": true}), rule("second-person"))
	s.refused(403, marketHandler, "somebody outside the hall confirms it", call("confirmSlip").At("id", s.kept["slip"]).With(map[string]any{"right": true}))
	s.begin()
	s.refused(409, clerk, "hands it in before it is confirmed", s.submit(s.kept["slip"]).Keyed("early"))
	s.must(otherDesk, "the colleague confirms it", confirm.Keyed("confirm"), is("state", "confirmed"))
}

// begin: the application is written down at the window from the paper.
func (s *outage) begin() {
	subject := s.keep("granny", s.must(clerk, "finds the grandmother by her identity card", call("identifyApplicant").With(s.Granny), some("subject")), "subject")
	s.keep("draft", s.must(clerk, "writes her application down", call("startApplication").With(map[string]any{
		"division": s.Division, "item": s.Item, "for": map[string]any{"subject": subject},
	}).Keyed("begin"), is("for", subject)), "id")
}

func (s *outage) submit(slip string) *request {
	return call("submitApplication").With(map[string]any{"draft": s.kept["draft"], "division": s.Division, "item": s.Item, "answers": s.Answers, "slip": slip})
}

// received: it is received at the true time, and the days run from then.
func (s *outage) received() {
	a := s.must(clerk, "hands it in; the notice is due five working days after the true day", s.submit(s.kept["slip"]).Keyed("late"),
		starts("received", "2026-09-22T11:30"), is("notice_by", "2026-09-30"))
	s.keep("case", a, "id")
	s.open(resident, "she sees the true time", starts("received", "2026-09-22T11:30"), is("intake/0/due/legal/on", "2026-09-30"))
	s.must(otherDesk, "the colleague sees it in the list, due the same day", call("listTasks").Ask("kind", "precheck").Ask("limit", "200"),
		starts("items/ref.id="+s.kept["case"]+"/due", "2026-09-30"))
	s.keep("draft", s.must(clerk, "begins another one", call("startApplication").With(map[string]any{
		"division": s.Division, "item": s.Item, "for": map[string]any{"subject": s.kept["granny"]},
	}).Keyed("another"), some("id")), "id")
	s.refused(409, clerk, "uses the number a second time", s.submit(s.kept["slip"]).Keyed("twice"))
}

// settled: what was not used is void, and the block is accounted for.
func (s *outage) settled() {
	s.refused(422, clerk, "voids without a reason", call("voidSlips").With(map[string]any{"block": s.kept["block"], "reason": ""}), names("reason"))
	s.must(clerk, "voids what was not used", call("voidSlips").With(map[string]any{"block": s.kept["block"], "reason": "unused"}).Keyed("void"), is("voided", 2))
	s.refused(409, otherDesk, "a void number turns up and is entered", s.entry(s.kept["other"], "2026-09-22T12:00:00+08:00"))
	s.must(otherDesk, "the block is accounted for", s.report(), is("done", true), is("counts/used", 1), is("counts/void", 2), is("slips/0/case", s.kept["case"]))
	s.refused(403, marketHandler, "a bureau reads the report", s.report())
	s.settle()
	s.events("the auditor finds the late receipt in the log, with its reason", "", has("events/*/type", "hall.slip_used", "case.received"),
		is("events/type=hall.slip_used/data/data/reason", "power"), starts("events/type=hall.slip_used/data/data/received", "2026-09-22T11:30"))
}
