package journey

func init() { stories["deadline"] = story{play: playDeadline} }

// deadline is 逾期未告知视为受理: an application handed in on Tuesday 29 September
// 2026, across 国庆 (1 to 7 October) and the worked Saturday 10 October. Five
// working days are 30 September and 8, 9, 10 and 12 October. Nobody tells the
// applicant anything, so the law accepts for the office, from the day of receipt
// (行政许可法 §32(4)).
type deadline struct {
	*play
	script
}

func playDeadline(p *play) {
	s := &deadline{play: p}
	readScript("restaurant", &s.script)
	s.receive()
	s.prompt()
	s.lastMinute()
	s.deemed()
	s.after()
}

func (s *deadline) receive() {
	s.clock("2026-09-29T15:00:00+08:00")
	a := s.must(owner, "hands in the application on the eve of the holidays", call("submitApplication").With(s.application(nil)).Keyed("eve"),
		is("notice_by", "2026-10-12"), starts("received", "2026-09-29"))
	s.keep("case", a, "id")
	s.keep("no", a, "no")
	s.keep("code", a, "query_code")
	s.matters(s.open(clerk, "sees it; the lamp is quiet", is("state", "received"), is("intake/0/reading/lamp", "normal"), is("intake/0/reading/left", 5),
		is("intake/0/due/legal/on", "2026-10-12"), is("intake/0/cite", s.Text["noticeCite"])), licenceCheck, foodPermit, fireCheck, signboard)
	s.task("green", "2026-10-12T23:59:59")
}

// task reads the lamp of the pre-check in the window's own list.
func (s *deadline) task(lamp, due string) {
	path := "items/ref.id=" + s.kept["case"]
	s.must(clerk, "the lamp in the list is "+lamp, call("listTasks").Ask("kind", "precheck").Ask("limit", "200"),
		is(path+"/lamp", lamp), starts(path+"/due", due))
}

// prompt: one working day before the last one, a Saturday that is worked, the
// window is reminded.
func (s *deadline) prompt() {
	s.clock("2026-10-09T23:59:00+08:00")
	s.open(clerk, "on Friday evening the lamp is still quiet", is("intake/0/reading/lamp", "normal"), is("intake/0/reading/left", 2))
	s.task("green", "2026-10-12")
	s.clock("2026-10-10T08:00:00+08:00")
	s.open(clerk, "on the worked Saturday the lamp says: soon", is("intake/0/reading/lamp", "due_soon"), is("intake/0/reading/left", 1),
		has("timeline/*/name", "clock.prompt"), is("state", "received"))
	s.task("yellow", "2026-10-12")
	s.must("", "the applicant's neighbour at home sees the same by number and code", call("trackCase").With(map[string]any{"no": s.kept["no"], "code": s.kept["code"]}),
		is("state", "received"), is("intake/0/reading/lamp", "due_soon"))
	s.settle()
	s.events("the auditor finds the reminder in the log", "", has("events/*/type", "case.received", "clock.prompt"))
}

// lastMinute: the last day counts to its end; nothing happens before.
func (s *deadline) lastMinute() {
	s.clock("2026-10-12T23:59:00+08:00")
	s.open(owner, "a minute before midnight nothing is accepted yet", is("state", "received"), is("intake/0/reading/lamp", "due_soon"), none("accepted"))
}

// deemed: accepted by the law, and told in a letter of each authority.
func (s *deadline) deemed() {
	s.clock("2026-10-13T01:00:00+08:00")
	s.settle()
	a := s.open(owner, "the next morning it is accepted, from the day of receipt", is("state", "accepted"), is("deemed", true), starts("accepted", "2026-09-29"),
		is("intake/0/reading/lamp", "off"), is("intake/0/state", "lapsed"),
		is(matter(licenceCheck, "outcome"), "checked"), is(matter(foodPermit, "state"), "open"), is(matter(fireCheck, "state"), "open"))
	id := s.keep("letter", a, "letters/template=deemed_accept/id")
	s.must(owner, "reads the letter", s.letterFile(id), pdf())
	s.refused(403, resident, "somebody else reads the letter", s.letterFile(id))
	s.open(marketHandler, "the authority has the matter", is(matter(foodPermit, "state"), "open"), is("deemed", true))
	s.taskOf(marketHandler, foodPermit, "handle")
}

// after: the window is too late, and the log says what the law did.
func (s *deadline) after() {
	list := call("listTasks").Ask("kind", "precheck").Ask("limit", "200")
	s.must(clerk, "the window's step is gone", list, none("items/ref.id="+s.kept["case"]+"/id"))
	closed := s.must(clerk, "it is kept as not done", call("listTasks").Ask("kind", "precheck").Ask("closed", "true").Ask("limit", "200"),
		is("items/ref.id="+s.kept["case"]+"/outcome", "superseded"))
	task := s.keep("task", closed, "items/ref.id="+s.kept["case"]+"/id")
	s.refused(409, clerk, "the window sends its notice now", s.act("sendNotice", map[string]any{"task": task, "missing": []any{map[string]any{"code": "HT-CY-02", "text": "x"}}}))
	s.refused(403, owner, "the applicant accepts by himself", s.act("acceptCase", map[string]any{"task": task}))
	s.settle()
	a := s.events("the auditor reads that nobody accepted: the law did", "", has("events/*/type", "case.accepted", "letter.issued"))
	s.judged(auditor, "accepted by the clock, as deemed", a, is("events/type=case.accepted/data/data/deemed", true), is("events/type=case.accepted/data/actor/kind", "system"))
}
