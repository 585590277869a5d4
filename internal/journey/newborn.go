package journey

import (
	"fmt"
	"maps"
)

func init() { stories["newborn"] = story{play: playNewborn} }

// newborn is 新生儿出生 of twins: their mother applies at home for each child, seven
// matters of four authorities run by their grounds without a visit; the birth
// certificate and the vaccination card are there within the five days of the promise,
// and what takes longer holds nothing back.
type newborn struct {
	*play
	script
	Second  map[string]any `json:"second"`  // what is the second child's own
	Printed []string       `json:"printed"` // on the first child's certificate
}

// The parents, and the matters of the package.
const (
	mother = "mother"
	father = "father"

	birthCertificate = "birth-certificate"
	vaccinationCard  = "vaccination-card"
	household        = "household-registration"
	insurance        = "resident-insurance"
	socialCard       = "social-card"
	maternity        = "maternity-benefit"
	parenting        = "parenting-guidance"
)

// sevenMatters are the parts of the package, in its order.
var sevenMatters = []string{birthCertificate, vaccinationCard, household, insurance, socialCard, maternity, parenting}

// The days of the story are those of the year 2026: 中秋 on Friday 25 September, 国庆 from
// 1 to 7 October, Saturday 10 October is worked.
func playNewborn(p *play) {
	s := &newborn{play: p}
	readScript("newborn", s)
	p.clock("2026-09-22T10:00:00+08:00")
	s.guide()
	s.questions()
	s.submit()
	s.accepted()
	s.withinThePromise()
	s.twin()
	s.registered()
	s.behindTheNumber()
	s.byThemselves()
	s.longest()
	s.certificates()
	s.record()
	s.chain()
}

// guide: what takes longer is told before anybody begins.
func (s *newborn) guide() {
	a := s.must("", "anybody reads the guide: five days, no visit", call("getThing").At("thing", s.Thing), is("promise/n", 5), is("visits", 0),
		is("parts/item="+household+"/after/0/item", birthCertificate), is("parts/item="+household+"/after/0/certainty", "M"),
		is("parts/item="+socialCard+"/after/0/item", household), is("parts/item="+socialCard+"/after/0/cite", s.Text["numberCite"]),
		is("parts/item="+insurance+"/after/0/item", household), none("parts/item="+vaccinationCard+"/after"), none("parts/item="+maternity+"/after"))
	later := map[string]string{}
	for _, item := range sevenMatters {
		got, _ := find(a.Value, "parts/item="+item+"/later")
		later[item] = show(got)
	}
	s.holds("", "two parts within the promise, five apart", fmt.Sprint(map[string]string{
		birthCertificate: "none", vaccinationCard: "none", household: "true", insurance: "true", socialCard: "true", maternity: "true", parenting: "true",
	}), fmt.Sprint(later))
	s.must("", "the page says so in words", raw("GET", "/guide/thing/"+s.Thing).Head("Accept", "text/html"), says("What takes longer"), says("none holds the others back"))
}

// questions: asked one by one; both parents come from the registers.
func (s *newborn) questions() {
	a := s.must(mother, "begins", call("startApplication").With(map[string]any{"division": s.Division, "thing": s.Thing}).Keyed("start"), is("question/name", "applicantIs"))
	s.keep("draft", a, "id")
	order := []string{"applicantIs", "foreign", "sameNation", "settleWith", "births", "maternity", "deliveryWay"}
	said := map[string]any{}
	for i, name := range order[:len(order)-1] {
		said[name] = s.Situation[name]
		s.must(mother, "answers "+name, s.save(said), is("question/name", order[i+1]))
	}
	var known []check
	for name, v := range s.Held {
		known = append(known, is("known/"+name, v))
	}
	s.must(mother, "answers the last; she is asked for nothing that government holds of either parent", s.save(s.Situation),
		append(known, none("question"), has("matters/*", sevenMatters...), is("sources/spouseName", "person-register"), is("sources/marriedOn", "marriage-register"),
			lacks("fields/*/name", "personName", "personId", "nation", "spouseName", "spouseNumber", "spouseNation", "marriedOn", "applicantIs", "births", "deliveryWay"),
			has("fields/*/name", "childName", "birthRecord", "birthOrder", "residence", "refundAccount", "topics"),
			has("materials/*/id", "HT-XS-02", "HT-XS-06", "HT-XS-08", "HT-XS-14"),
			lacks("materials/*/id", "HT-XS-01", "HT-XS-03", "HT-XS-04", "HT-XS-05", "HT-XS-13", "HT-XS-15"),
			silent("where the father lives", s.Text["address"]))...)
	s.refused(404, father, "the father opens her draft", call("getDraft").At("id", s.kept["draft"]))
	s.settle()
	s.must(father, "finds on his record that his wife had his name and number filled in, and for what", call("whoUsedMyData"),
		is("lines/by=spouse/purpose", "apply"), is("lines/by=spouse/resource", "person-register"), is("lines/by=spouse/fields", "nation,personId,personName"), is("lines/by=spouse/own", false))
	s.must(mother, "her own record has her own line", call("whoUsedMyData"), is("lines/resource=marriage-register&purpose=apply/own", true), lacks("lines/*/by", "spouse"))
	s.refused(403, mother, "looks her husband up by herself", call("lookupData").With(map[string]any{
		"purpose": "apply", "basis": "716§7", "case": "0", "subject": s.subjectOf(father), "resource": "person-register", "fields": []any{"householdAddress"},
	}))
	s.refused(403, resident, "a stranger asks who used her data", call("whoUsedMyData").Ask("subject", s.subjectOf(mother)))
}

func (s *newborn) save(situation map[string]any) *request {
	return call("saveDraft").At("id", s.kept["draft"]).With(map[string]any{"division": s.Division, "thing": s.Thing, "situation": situation})
}

// submit: the child has no number, and needs none.
func (s *newborn) submit() {
	with := func(otherwise map[string]any) *request {
		in := s.application(otherwise)
		in["draft"] = s.kept["draft"]
		return call("submitApplication").With(in)
	}
	empty := map[string]any{"division": s.Division, "thing": s.Thing, "situation": s.Situation, "draft": s.kept["draft"]}
	s.refused(422, mother, "hands in an empty form", call("submitApplication").With(empty), names("answers.childName"), names("answers.birthRecord"), names("answers.topics"))
	s.refused(422, mother, "a birth that has not come", with(map[string]any{"bornOn": "2026-09-23"}), names("answers.bornOn"))
	s.refused(422, mother, "a time of birth that is none", with(map[string]any{"bornTime": "25:00"}), names("answers.bornTime"))
	in := s.application(s.TypedOver)
	in["draft"] = s.kept["draft"]
	var papers []any
	for _, code := range []string{"HT-XS-02", "HT-XS-06", "HT-XS-08", "HT-XS-09", "HT-XS-10", "HT-XS-14"} {
		papers = append(papers, s.upload(mother, code, s.Text["file"]))
	}
	in["materials"] = papers
	a := s.must(mother, "hands it in", call("submitApplication").With(in).Keyed("first"), is("notice_by", "2026-09-30"), none("missing"), has("matters/*", sevenMatters...))
	s.keep("case", a, "id")
	s.keep("no", a, "no")
	s.keep("code", a, "query_code")
	s.locked(father, "the father has no mandate and does not open it")
	s.locked(outsider, "an officer of an authority that has nothing to do with it opens it")
}

// accepted: what waits for nothing begins at once, each with a clock of its own.
func (s *newborn) accepted() {
	a := s.open(clerk, "the window reads the application; what was typed over was not taken", is("answers/spouseName", s.Held["spouseName"]), is("answers/personName", s.Held["personName"]),
		is("answers/childName", s.Answers["childName"]), is("materials/#", 6))
	s.matters(a, sevenMatters...)
	s.must(clerk, "accepts for the authorities", s.act("acceptCase", map[string]any{"task": s.taskOf(clerk, "", "precheck")}), is("state", "accepted"))
	s.open(mother, "sees what has begun and by when each is promised, and what waits for what",
		is(matter(birthCertificate, "clocks/0/due/promised/on"), "2026-09-30"), is(matter(vaccinationCard, "clocks/0/due/promised/on"), "2026-09-23"),
		is(matter(parenting, "clocks/0/due/promised/on"), "2026-10-20"), is(matter(maternity, "clocks/0/due/promised/on"), "2026-10-27"),
		is(matter(birthCertificate, "clocks/0/cite"), s.Text["promiseCite"]),
		is(matter(household, "state"), "waiting"), is(matter(insurance, "state"), "waiting"), is(matter(socialCard, "state"), "waiting"),
		none(matter(household, "clocks")), none(matter(socialCard, "clocks")))
	s.must("", "by number and code: nothing personal", call("trackCase").With(map[string]any{"no": s.kept["no"], "code": s.kept["code"]}), is("state", "accepted"), none("answers"),
		silent("anybody", s.Held["personName"], s.Held["spouseName"], fmt.Sprint(s.Answers["childName"]), "19900009928"))
	s.refused(403, "police-handler", "the police examine the birth certificate", s.act("giveOpinion", map[string]any{"task": s.taskOf("health-handler", birthCertificate, "handle"), "result": "agree"}))
	s.refused(422, "health-handler", "stops a clock that no law lets stand still", s.act("stopClock", map[string]any{
		"matter": s.kept["matter/"+birthCertificate], "ground": "expert_review", "until": "2026-10-20",
	}), names("ground"))
}

// withinThePromise: certificate and card are there on the second day; what takes longer
// stands where it stood.
func (s *newborn) withinThePromise() {
	s.clock("2026-09-23T09:00:00+08:00")
	s.granted(vaccinationCard, "health", "police-handler", s.Text["fit"])
	s.clock("2026-09-24T09:00:00+08:00")
	s.granted(birthCertificate, "health", "hrss-handler", s.Text["fit"])
	a := s.open(mother, "has both; the whole goes on, and none of what takes longer was waited for", is("state", "accepted"),
		is(matter(birthCertificate, "state"), "ended"), is(matter(vaccinationCard, "state"), "ended"), is(matter(birthCertificate, "clocks/0/state"), "done"),
		is(matter(maternity, "state"), "open"), is(matter(parenting, "state"), "open"),
		is(matter(household, "state"), "open"), is(matter(household, "clocks/0/due/promised/on"), "2026-10-15"),
		is(matter(insurance, "state"), "waiting"), is(matter(socialCard, "state"), "waiting"), has("letters/*/kind", "grant"))
	s.keep("licence/"+birthCertificate, a, matter(birthCertificate, "licence"))
	s.keep("licence/"+vaccinationCard, a, matter(vaccinationCard, "licence"))
	s.must(mother, "the page of the case shows apart what takes longer", raw("GET", "/case/"+s.kept["case"]).Head("Accept", "text/html"), says("What takes longer"), says("Apply for another child"))
}

// child are the answers of one child.
func (s *newborn) child(own map[string]any) map[string]any {
	answers := maps.Clone(s.Answers)
	maps.Copy(answers, own)
	return answers
}
