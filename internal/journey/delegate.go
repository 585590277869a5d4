package journey

func init() { stories["delegate"] = story{play: playDelegate} }

// boss is the legal representative of a firm, agent one who works for it.
const (
	boss  = "boss"
	agent = "agent"
)

// delegate is 委托代办: a grandmother without a telephone comes to the window, which
// begins her application and takes in her mandate for her grandson. He accepts it,
// goes on at home, supplements and follows it; when she takes the mandate back he may
// do nothing more, and the case stays hers.
type delegate struct {
	family
	Firm  map[string]any `json:"firm"`
	Agent map[string]any `json:"agent"`
}

func playDelegate(p *play) {
	s := &delegate{family: family{play: p}}
	readScript("delegate", s)
	p.clock("2026-09-22T10:00:00+08:00")
	s.window()
	s.papers(map[string]any{"may": []string{"apply", "supplement", "collect"}, "scope": map[string]any{"items": []string{s.Item}}}, "apply", "supplement", "read", "collect")
	s.atHome()
	s.forOthers()
	s.supplemented()
	s.withdrawn()
	s.firm()
	s.record()
}

// atHome: he goes on where the window left off, in her name.
func (s *delegate) atHome() {
	s.clock("2026-09-22T20:00:00+08:00")
	s.must(grandson, "opens the draft at home; her data are filled in", call("getDraft").At("id", s.kept["draft"]), is("for", s.kept["subject/"+resident]),
		is("known/personName", s.Granny["name"]), is("known/personId", s.Granny["number"]))
	a := s.must(grandson, "hands it in", call("submitApplication").With(map[string]any{"draft": s.kept["draft"], "division": s.Division, "item": s.Item, "answers": s.Answers}).Keyed("hers"),
		is("notice_by", "2026-09-30"))
	s.keep("case", a, "id")
	s.open(resident, "she has a case", is("applicant", s.kept["subject/"+resident]), is("hands/0/quality", "delegate"), is("hands/0/mandate", s.kept["mandate"]),
		is("answers/personId", s.Granny["number"]))
	s.open(clerk, "the window sees applicant and delegate", is("hands/0/person", s.subjectOf(grandson)), is("state", "received"))
}

// forOthers: what he does for her is not his, and what is not in the mandate he may
// not do.
func (s *delegate) forOthers() {
	s.must(grandson, "it is not among his own cases", call("listCases").Ask("limit", "100"), none("id="+s.kept["case"]+"/id"))
	s.must(grandson, "but among those he follows for others", call("listCases").Ask("as", "delegate"), is("id="+s.kept["case"]+"/state", "received"))
	s.must(resident, "she follows nobody's", call("listCases").Ask("as", "delegate"), none("id="+s.kept["case"]+"/id"))
	s.refused(403, grandson, "applies for her for something else", call("submitApplication").With(map[string]any{
		"for": map[string]any{"subject": s.kept["subject/"+resident]}, "division": s.Division, "item": "1105-010-0", "answers": s.Answers,
	}))
	s.refused(403, grandson, "looks into who used her data", call("whoUsedMyData").Ask("subject", s.kept["subject/"+resident]))
	s.refused(403, grandson, "looks her data up by himself", call("lookupData").With(map[string]any{
		"purpose": "apply", "basis": s.Text["basis"], "subject": s.kept["subject/"+resident], "resource": "person-register", "fields": []string{"personId"}, "case": s.kept["case"],
	}))
	s.locked(agent, "somebody without a mandate opens the case")
}

// supplemented: the notice goes to her, he hands in what is missing.
func (s *delegate) supplemented() {
	s.clock("2026-09-23T09:00:00+08:00")
	s.must(clerk, "tells what is missing, once", s.act("sendNotice", map[string]any{
		"task": s.taskOf(clerk, "", "precheck"), "missing": []any{map[string]any{"text": s.Text["missing"]}},
	}), is("state", "supplement"))
	s.settle()
	a := s.open(grandson, "reads that something is missing", is("state", "supplement"), is("letters/template=supplement/party", s.kept["subject/"+resident]))
	s.must(grandson, "reads the letter to her", s.letterFile(s.keep("letter", a, "letters/template=supplement/id")), pdf())
	s.must(grandson, "corrects it for her", s.act("supplement", map[string]any{"answers": map[string]any{"bankName": s.Text["bank"]}}), is("state", "received"))
	s.open(resident, "she sees what he corrected", is("answers/bankName", s.Text["bank"]))
	s.must(clerk, "the window accepts", s.act("acceptCase", map[string]any{"task": s.taskOf(clerk, "", "precheck")}), is("state", "accepted"))
}

// withdrawn: she takes the mandate back, and his right ends at once.
func (s *delegate) withdrawn() {
	s.refused(403, agent, "somebody else ends it", s.onMandate("withdrawMandate"))
	s.must(resident, "takes her mandate back", s.onMandate("withdrawMandate"), is("state", "withdrawn"), is("endedBy", "principal"), is("live", false))
	s.locked(grandson, "opens the case once more")
	s.refused(403, grandson, "reads her letter once more", s.letterFile(s.kept["letter"]))
	s.refused(403, grandson, "supplements once more", s.act("supplement", map[string]any{"text": "x"}))
	s.refused(403, grandson, "takes her application back", call("withdraw").At("id", s.kept["case"]))
	s.must(grandson, "her case is gone from his list", call("listCases").Ask("as", "delegate"), none("id="+s.kept["case"]+"/id"))
	s.refused(409, grandson, "accepts once more", s.onMandate("acceptMandate"))
	s.open(resident, "the case is still hers, and says who acted", is("state", "accepted"), is("hands/0/mandate", s.kept["mandate"]))
}

// firm: its legal representative appoints who acts for it; a member of staff does not.
func (s *delegate) firm() {
	offer := map[string]any{"principal": s.Firm, "delegate": s.Grandson, "kind": "clerk", "may": []string{"read"}, "until": "2026-12-31"}
	s.refused(403, agent, "a clerk of the firm passes his right on", call("createMandate").With(offer))
	s.refused(403, resident, "somebody else disposes of the firm", call("createMandate").With(offer))
	a := s.must(boss, "lets somebody act for his firm", call("createMandate").With(offer).Keyed("firm"), is("firm", true), is("principalName", s.Firm["name"]))
	s.keep("mandate", a, "id")
	s.must(agent, "the firm's staff see who else acts for it", call("listMandates"), is("id="+s.kept["mandate"]+"/state", "offered"))
	s.must(grandson, "declines", call("declineMandate").At("id", s.kept["mandate"]), is("state", "declined"), is("endedBy", "delegate"))
	s.must(boss, "sees that he has declined", call("getMandate").At("id", s.kept["mandate"]), is("state", "declined"))
}

// record: her record of uses names the delegate as such, the window as a unit.
func (s *delegate) record() {
	s.settle()
	a := s.must(resident, "finds in her record who read for her", call("whoUsedMyData").Ask("subject", s.kept["subject/"+resident]), has("lines/*/by", "delegate", "helper"))
	s.judged(resident, "and that it was not herself", a, is("lines/by=delegate/own", false))
	s.seenLeaves(list(a, "lines/*/seq"))
}
