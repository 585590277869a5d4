package journey

// outside: who has no business with the case does not get the file.
func (s *restaurant) outside() {
	s.locked(outsider, "an approver of another department opens the file")
	s.locked(resident, "a neighbour opens the file")
	s.locked("admin", "the administrator opens the file")
	s.locked(auditor, "the auditor opens the file: he sees the seal only")
	s.refused(401, "", "nobody in particular opens the file", call("getCase").At("id", s.kept["case"]))
}

// handle: the authorities begin side by side; a visit is no ground for a pause.
func (s *restaurant) handle() {
	for item, who := range map[string]string{foodPermit: marketHandler, signboard: urbanHandler} {
		s.open(who, "reads the case", is(matter(item, "state"), "open"), is("answers/firmName", s.Held["firmName"]))
		task := s.taskOf(who, item, "handle")
		s.refused(403, outsider, "somebody of another department gives the opinion", s.act("giveOpinion", map[string]any{"task": task, "result": "visit"}))
		s.must(who, "wants to see the place", s.act("giveOpinion", map[string]any{"task": task, "result": "visit", "outputs": map[string]any{"visitNeeded": true}}))
	}
	s.refused(422, fireHandler, "stops the clock because of a visit: no ground of the law",
		s.act("stopClock", map[string]any{"matter": s.kept["matter/"+fireCheck], "ground": "site_visit", "until": "2026-10-20"}), names("ground"))
	s.refused(422, fireHandler, "stops it until a day that does not exist",
		s.act("stopClock", map[string]any{"matter": s.kept["matter/"+fireCheck], "ground": "expert_review", "until": "2026-10-32"}), names("until"))
	s.clock("2026-09-28T09:00:00+08:00")
	s.refused(403, marketHandler, "another authority stops this clock", s.act("stopClock", s.pause()))
	s.must(fireHandler, "stops it for a review by experts", s.act("stopClock", s.pause()).Keyed("stop"), is(matter(fireCheck, "state"), "paused"))
	a := s.open(owner, "sees the pause, its ground and the end told in the letter; the other clocks run on",
		is(matter(fireCheck, "state"), "paused"), is(matter(fireCheck, "clocks/0/state"), "stopped"),
		is(matter(fireCheck, "clocks/0/pauses/0/ground"), "expert_review"), is(matter(fireCheck, "clocks/0/pauses/0/from"), "2026-09-28"),
		is(matter(fireCheck, "clocks/0/pauses/0/expected"), "2026-10-12"), is(matter(foodPermit, "clocks/0/state"), "running"),
		has("letters/*/kind", "specialTime"))
	s.letter(a, "specialTime")
}

func (s *restaurant) pause() map[string]any {
	return map[string]any{"matter": s.kept["matter/"+fireCheck], "ground": "expert_review", "until": "2026-10-12", "text": s.Text["expert"]}
}

// jointVisit: three authorities go once, two people at least, and each keeps its
// own conclusion.
func (s *restaurant) jointVisit() {
	tasks, results := []any{}, map[string]any{}
	for _, one := range []struct{ item, who, result string }{
		{foodPermit, marketHandler, "pass"}, {fireCheck, fireHandler, "pass"}, {signboard, urbanHandler, "fail"},
	} {
		tasks = append(tasks, s.taskOf(one.who, one.item, "visit"))
		results[s.kept["matter/"+one.item]] = one.result
	}
	market, fire, urban := s.postOf(marketHandler), s.postOf(fireHandler), s.postOf(urbanHandler)
	visit := func(staff ...any) map[string]any {
		return map[string]any{"tasks": tasks, "staff": staff, "results": results, "report": s.Text["joint"]}
	}
	s.refused(422, marketHandler, "goes alone", s.act("recordVisit", visit(market)), names("staff"))
	s.refused(422, marketHandler, "counts himself twice", s.act("recordVisit", visit(market, market)), names("staff"))
	s.refused(422, marketHandler, "takes nobody of one authority along", s.act("recordVisit", visit(market, fire)), names("staff"))
	s.refused(403, clerk, "the window records the visit", s.act("recordVisit", visit(market, fire, urban)))
	s.must(marketHandler, "records one joint visit of three", s.act("recordVisit", visit(market, fire, urban)).Keyed("visit"))
	s.open(fireHandler, "reads the one report of the joint visit", is("visits/#", 1), is("visits/0/joint", "visit"), is("visits/0/staff/#", 3),
		is("visits/0/matters/#", 3), is("visits/0/report", s.Text["joint"]))
}

// signboardAlone: what has to be put right is put right alone; it is never a
// refusal, and nothing waits for it.
func (s *restaurant) signboardAlone() {
	task := s.taskOf(urbanHandler, signboard, "guide")
	s.must(urbanHandler, "asks that the signboard be put right", s.act("giveOpinion", map[string]any{
		"task": task, "result": "rectify", "text": s.Text["block"], "outputs": map[string]any{"conforms": false},
	}), is(matter(signboard, "state"), "rework"))
	a := s.open(owner, "sees what to put right, and that the rest goes on", is(matter(signboard, "state"), "rework"),
		is("waits/matter="+s.kept["matter/"+signboard]+"/page", "rework"), is(matter(foodPermit, "state"), "open"), has("letters/*/kind", "rectify"))
	s.letter(a, "rectify")
}

// signboardAgain is the second look at the signboard, by two of one authority,
// after the food permit has gone out.
func (s *restaurant) signboardAgain() {
	id := s.kept["matter/"+signboard]
	s.must(owner, "says that the signboard hangs lower", s.act("supplement", map[string]any{"matter": id, "text": s.Text["reworked"]}), is(matter(signboard, "state"), "open"))
	task := s.taskOf(urbanHandler, signboard, "visit")
	visit := map[string]any{
		"tasks": []any{task}, "staff": []any{s.postOf(urbanHandler), s.postOf(urbanHandler2)},
		"results": map[string]any{id: "pass"}, "report": s.Text["again"],
	}
	s.must(urbanHandler, "looks again, with a colleague", s.act("recordVisit", visit))
	s.deliver(signboard)
	a := s.open(owner, "sees the guidance; it was no refusal", is(matter(signboard, "state"), "ended"), is(matter(signboard, "outcome"), "guided"),
		is("state", "accepted"), has("letters/*/kind", "guidance"))
	s.letter(a, "guidance")
}

// expertReview: the pause ends, and the last day has moved by it.
func (s *restaurant) expertReview() {
	s.signboardAgain()
	s.clock("2026-10-13T09:00:00+08:00")
	body := map[string]any{"matter": s.kept["matter/"+fireCheck], "text": s.Text["reviewed"]}
	s.refused(403, marketHandler, "another authority lets the clock run on", s.act("resumeClock", body))
	s.must(fireHandler, "lets the clock run on", s.act("resumeClock", body).Keyed("resume"), is(matter(fireCheck, "state"), "open"))
	s.open(owner, "sees the new last day and why it moved", is(matter(fireCheck, "clocks/0/state"), "running"),
		is(matter(fireCheck, "clocks/0/due/legal/on"), "2026-10-27"), is(matter(fireCheck, "clocks/0/pauses/0/to"), "2026-10-13"))
	s.must(fireHandler, "the step in the list is due with the clock", call("listTasks").Ask("kind", "opinion").Ask("limit", "200"),
		starts("items/ref.part="+s.kept["matter/"+fireCheck]+"/due", "2026-10-27"), is("items/ref.part="+s.kept["matter/"+fireCheck]+"/lamp", "green"))
	s.refused(409, fireHandler, "lets it run on a second time", s.act("resumeClock", body))
}

// permit carries one permit through opinion, review, decision and delivery.
func (s *restaurant) permit(item, department string) {
	handler, reviewer, approver := department+"-handler", department+"-reviewer", department+"-approver"
	s.must(handler, "gives the opinion on "+item, s.act("giveOpinion", map[string]any{
		"task": s.taskOf(handler, item, "opinion"), "result": "grant", "text": s.Text["fit"], "cites": []any{s.Text["cite"]},
	}))
	s.must(reviewer, "reviews it", s.act("giveOpinion", map[string]any{"task": s.taskOf(reviewer, item, "review"), "result": "agree", "text": s.Text["agree"]}))
	task := s.taskOf(approver, item, "decide")
	grant := map[string]any{"task": task, "result": "grant"}
	s.refused(403, handler, "decides what he handled himself", s.act("decide", grant))
	s.refused(403, reviewer, "decides what he reviewed himself", s.act("decide", grant))
	s.refused(403, clerk, "the window decides", s.act("decide", grant), rule("clerk-never-decides"))
	s.refused(403, outsider, "an approver of another department decides", s.act("decide", grant))
	s.refused(422, approver, "refuses without reasons", s.act("decide", map[string]any{"task": task, "result": "refuse"}), names("text"))
	s.refused(422, approver, "refuses without an article", s.act("decide", map[string]any{"task": task, "result": "refuse", "text": "x"}), names("cites"))
	s.must(approver, "grants", s.act("decide", grant).Keyed("decide/"+item))
	s.must(approver, "presses twice", s.act("decide", grant).Keyed("decide/"+item))
	s.open(owner, "sees the permit", is(matter(item, "outcome"), "granted"), some(matter(item, "licence")))
	s.deliver(item)
	a := s.open(owner, "has the permit while the rest goes on", is(matter(item, "state"), "ended"), has("letters/*/kind", "grant"))
	s.keep("licence/"+item, a, matter(item, "licence"))
	s.letter(a, "grant")
}

// closed: with its last matter the case is closed, and nothing is left to do.
func (s *restaurant) closed() {
	s.open(owner, "sees the case closed", is("state", "closed"), none("tasks"), none("waits"))
	s.refused(409, owner, "takes it back now", call("withdraw").At("id", s.kept["case"]))
}
