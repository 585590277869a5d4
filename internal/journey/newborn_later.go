package journey

import "fmt"

// twin: one application for each child; the second begins with what stands in the first,
// and asks only for what is the second child's own.
func (s *newborn) twin() {
	first := s.kept["case"]
	like := map[string]any{"division": s.Division, "thing": s.Thing, "like": first}
	s.refused(403, father, "begins one like it without a mandate", call("startApplication").With(like))
	s.refused(409, mother, "begins something else like it", call("startApplication").With(map[string]any{"division": s.Division, "thing": "open-restaurant", "like": first}))
	a := s.must(mother, "applies for the second child: no question is asked again", call("startApplication").With(like).Keyed("second"), none("question"),
		is("answers/residence", s.Answers["residence"]), is("answers/contactPhone", s.Answers["contactPhone"]), is("answers/bornOn", s.Answers["bornOn"]),
		is("answers/refundAccount", s.Answers["refundAccount"]), is("situation/births", "multiple"), is("known/spouseName", s.Held["spouseName"]),
		none("answers/childName"), none("answers/birthRecord"), none("answers/birthOrder"), is("given/#", 1), is("given/0/code", "HT-XS-06"))
	draft := s.keep("draft", a, "id")
	in := map[string]any{"division": s.Division, "thing": s.Thing, "situation": s.Situation, "draft": draft, "answers": s.child(nil)}
	answers, _ := in["answers"].(map[string]any)
	for name := range s.Second {
		delete(answers, name)
	}
	s.refused(422, mother, "hands it in without the second child's own", call("submitApplication").With(in), names("answers.childName"), names("answers.birthRecord"))
	in["answers"] = s.child(s.Second)
	given, _ := find(a.Value, "given")
	papers, _ := given.([]any)
	for _, code := range []string{"HT-XS-02", "HT-XS-08", "HT-XS-09", "HT-XS-10", "HT-XS-14"} {
		papers = append(papers, s.upload(mother, code, s.Text["file"]))
	}
	in["materials"] = papers
	a = s.must(mother, "hands it in", call("submitApplication").With(in).Keyed("twin"), none("missing"), has("matters/*", sevenMatters...))
	second := s.keep("case", a, "id")
	s.holds(mother, "it is a case of its own", "true", fmt.Sprint(second != first || s.stopped()))
	kept := map[string]string{}
	for _, item := range sevenMatters {
		kept[item] = s.kept["matter/"+item]
	}
	s.matters(s.open(clerk, "the window reads it", is("answers/childName", s.Second["childName"]), is("answers/personId", s.Held["personId"]), is("materials/#", 6)), sevenMatters...)
	s.must(clerk, "accepts it", s.act("acceptCase", map[string]any{"task": s.taskOf(clerk, "", "precheck")}), is("state", "accepted"))
	s.granted(birthCertificate, "health", "insurance-handler", s.Text["fit"])
	a = s.open(mother, "the second child has a certificate of its own", is(matter(birthCertificate, "state"), "ended"), is(matter(birthCertificate, "clocks/0/due/promised/on"), "2026-10-09"))
	s.keep("licence/twin", a, matter(birthCertificate, "licence"))
	s.kept["case"] = first
	for item, id := range kept {
		s.kept["matter/"+item] = id
	}
}

// registered: the police register the birth; only then is there a number for the rest.
func (s *newborn) registered() {
	s.clock("2026-09-29T09:00:00+08:00")
	s.granted(household, "police", "health-handler", s.Text["fit"])
	a := s.open(mother, "the child is registered; insurance and card begin with their own days", is(matter(household, "state"), "ended"),
		is(matter(insurance, "state"), "open"), is(matter(insurance, "clocks/0/due/promised/on"), "2026-09-30"),
		is(matter(socialCard, "state"), "open"), is(matter(socialCard, "clocks/0/due/promised/on"), "2026-11-16"))
	s.keep("licence/"+household, a, matter(household, "licence"))
}

// behindTheNumber: medical insurance has no certificate; its letter tells the result.
func (s *newborn) behindTheNumber() {
	s.clock("2026-09-30T09:00:00+08:00")
	s.granted(insurance, "insurance", "police-handler", s.Text["fit"])
	s.open(mother, "is told; there is no certificate of it", is(matter(insurance, "state"), "ended"), is(matter(insurance, "outcome"), "granted"), none(matter(insurance, "licence")))
}

// byThemselves: guidance ends in an opinion, the costs of the birth are paid; neither
// waited for anything.
func (s *newborn) byThemselves() {
	s.clock("2026-10-12T09:00:00+08:00")
	s.must("health-handler", "enters the parents for guidance", s.act("giveOpinion", map[string]any{"task": s.taskOf("health-handler", parenting, "handle"), "result": "agree"}))
	s.must("health-handler", "gives it", s.act("giveOpinion", map[string]any{
		"task": s.taskOf("health-handler", parenting, "guide"), "result": "pass", "text": s.Text["guide"], "outputs": map[string]any{"conforms": true},
	}), is(matter(parenting, "outcome"), "guided"))
	s.deliver(parenting)
	s.granted(maternity, "insurance", "hrss-handler", s.Text["fit"])
	s.open(mother, "only the card is left, and it is not late", is("state", "accepted"), is(matter(parenting, "state"), "ended"), is(matter(maternity, "outcome"), "granted"),
		is(matter(socialCard, "state"), "open"), is(matter(socialCard, "clocks/0/reading/lamp"), "normal"))
}

// longest: the card comes last, within its own thirty days.
func (s *newborn) longest() {
	s.clock("2026-11-09T09:00:00+08:00")
	s.granted(socialCard, "hrss", "insurance-handler", s.Text["fit"])
	a := s.open(mother, "with the last of the seven the case is closed; nobody had to come", is("state", "closed"), none("waits"), none("visits"), is("delivered/#", 7), lacks("delivered/*/way", "counter"))
	s.keep("licence/"+socialCard, a, matter(socialCard, "licence"))
	s.refused(409, mother, "takes it back now", call("withdraw").At("id", s.kept["case"]))
}

// certificates: kept by the mother, made out to each child by name, without a number.
func (s *newborn) certificates() {
	s.settle()
	one, two := fmt.Sprint(s.Answers["childName"]), fmt.Sprint(s.Second["childName"])
	for _, x := range []struct{ item, child string }{{birthCertificate, one}, {"twin", two}, {vaccinationCard, one}, {household, one}, {socialCard, one}} {
		s.must(mother, "opens the certificate "+x.item, call("getCertificate").At("id", s.kept["licence/"+x.item]), is("state", "valid"), is("holder_name", x.child), none("holder_code"),
			has("entries/*/value", s.Held["personName"]))
		s.refused(403, resident, "somebody else opens it", call("getCertificate").At("id", s.kept["licence/"+x.item]))
	}
	a := s.must(mother, "what is on the birth certificate", call("getCertificate").At("id", s.kept["licence/"+birthCertificate]),
		has("entries/*/value", s.Printed...))
	number := s.keep("number", a, "number")
	file := s.must(mother, "fetches it as a file", call("getCertificateFile").At("id", s.kept["licence/"+birthCertificate]), pdf())
	s.signed("the birth certificate", file)
	s.reads("the birth certificate", file, number, one)
	s.must(mother, "has them among her cards", call("listCards"), has("cards/*/id", s.kept["licence/"+birthCertificate], s.kept["licence/twin"], s.kept["licence/"+socialCard]))
}

// record: every unit that read the case stands on the mother's record, and no clerk; the
// father finds what concerned him and nothing of hers.
func (s *newborn) record() {
	s.settle()
	seen := s.must(mother, "finds every unit that read the case", call("whoUsedMyData").Ask("limit", "200"), some("lines/#"), silent("an officer's name", s.Officers...))
	for _, who := range []string{clerk, "health-handler", "police-handler", "hrss-handler", "insurance-handler"} {
		department := s.keep("department/"+who, s.must(who, "asks for which department he acts", call("me"), some("department")), "department")
		if who == clerk || who == "health-handler" {
			continue // read the case as it came; the others act on their step without opening the file
		}
		s.open(who, "opens the file", is("answers/childName", s.Answers["childName"]))
		seen = s.seen()
		s.judged(mother, "the record tells of the unit of "+who, seen, is("lines/0/department", department), is("lines/0/by", "officer"), is("lines/0/purpose", "handle"), is("lines/0/case", s.kept["case"]))
	}
	s.judged(mother, "and of the window", s.seen(), has("lines/*/department", s.kept["department/"+clerk]))
	s.must(father, "the father's record has nothing of the case", call("whoUsedMyData").Ask("limit", "200"), lacks("lines/*/case", s.kept["case"]), has("lines/*/by", "spouse"))
	s.refused(403, father, "asks who used his wife's data", call("whoUsedMyData").Ask("subject", s.subjectOf(mother)))
	s.seenLeaves(list(seen, "lines/*/seq"))
}

func (s *newborn) seen() *answer {
	s.settle()
	return s.must(mother, "looks at the record once more", call("whoUsedMyData").Ask("limit", "200"), silent("an officer's name", s.Officers...))
}

// chain: the auditor sees the order, and nobody's name.
func (s *newborn) chain() {
	a := s.events("reads the chain of the case", "", has("events/*/type", "case.received", "case.accepted", "matter.opened", "matter.decided", "matter.certified", "matter.delivered", "case.closed"),
		silent("a person", append([]string{s.Held["personName"], s.Held["spouseName"], fmt.Sprint(s.Answers["childName"]), fmt.Sprint(s.Second["childName"])}, s.Officers...)...))
	types := list(a, "events/*/type")
	s.holds(auditor, "six were decided, one was guided", "6 1", fmt.Sprint(count(types, "matter.decided"), count(types, "matter.concluded")))
	s.holds(auditor, "seven began, each by itself", "7", fmt.Sprint(count(types, "matter.opened")))
}
