package journey

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
)

func init() { stories["badinput"] = story{play: playBadInput, goesOn: true} }

// badInput is what people and programs get wrong, on purpose or not. Whatever
// comes, the answer names the field, nothing is lost, nothing fails inside, and
// refusals are recorded.
type badInput struct {
	*play
	script

	strange int // cases of the stranger before

	wrong struct {
		Name         string            `json:"name"`
		WrongNumbers map[string]string `json:"wrongNumbers"`
		WrongCodes   map[string]string `json:"wrongCodes"`
		WrongDays    map[string]string `json:"wrongDays"`
		WrongPhones  map[string]string `json:"wrongPhones"`
		NoFirm       string            `json:"noFirm"` // a well formed code of nobody
		Cite         string            `json:"cite"`
		NoCite       string            `json:"noCite"` // of an article there is not
	}
}

func playBadInput(p *play) {
	s := &badInput{play: p}
	readScript("restaurant", &s.script)
	readScript("badinput", &s.wrong)
	p.clock("2026-09-22T10:00:00+08:00")
	s.begin()
	s.fields()
	s.texts()
	s.shapes()
	s.numbers()
	s.strangers()
	s.hands()
	s.uploads()
	s.broken()
	s.packs()
	s.unknownFirm()
	s.nothingLost()
}

// unknownFirm: a firm that stands in no register. The applicant is asked nothing
// more; the source department says so, and the parts that hang on it end with a letter.
func (s *badInput) unknownFirm() {
	typed := map[string]any{
		"creditCode": s.wrong.NoFirm, "firmName": s.wrong.Name, "firmKind": s.wrong.Name, "firmStatus": s.wrong.Name,
		"legalPerson": s.wrong.Name, "legalPersonId": s.Answers["safetyOfficerId"], "firmAddress": s.Answers["premisesAddress"], "foundedOn": "2024-03-18",
	}
	id := s.keep("unknown", s.must(resident, "applies for a firm that stands in no register", call("submitApplication").With(s.application(typed))), "id")
	at := func(op string, body map[string]any) *request { return call(op).At("id", id).With(body) }
	task := func(who, kind string) string {
		path := "items/ref.id=" + id + "/id"
		return s.keep(kind, s.must(who, "finds the step "+kind, call("listTasks").Ask("kind", kind).Ask("limit", "200"), some(path)), path)
	}
	s.must(clerk, "the window accepts", at("acceptCase", map[string]any{"task": task(clerk, "precheck")}), is("state", "accepted"),
		is("matters/item="+licenceCheck+"/state", "open"), is("matters/item="+foodPermit+"/state", "waiting"))
	assist := task("market-data", "assist")
	no := map[string]any{"task": assist, "result": "no", "outputs": map[string]any{"verified": "no"}, "text": s.wrong.Name}
	s.refused(403, clerk, "the window answers for the source department", at("giveOpinion", no))
	s.must("market-data", "the source department knows no such firm", at("giveOpinion", no))
	s.must(resident, "is told, and how to have it put right", call("getCase").At("id", id), has("letters/*/kind", "checkFailed"),
		is("matters/item="+licenceCheck+"/outcome", "unmatched"), is("matters/item="+foodPermit+"/outcome", "void"), is("state", "closed"))
}

// begin leaves a draft and a case behind which must be there at the end, as they are.
func (s *badInput) begin() {
	s.strange = s.cases(resident)
	body := map[string]any{"division": s.Division, "thing": s.Thing, "situation": s.Situation}
	s.keep("draft", s.must(owner, "begins an application, and leaves it", call("startApplication").With(body)), "id")
	s.keep("case", s.must(owner, "hands another one in", call("submitApplication").With(s.application(nil))), "id")
	s.matters(s.open(clerk, "the window sees it", is("state", "received")), foodPermit, fireCheck)
}

// submit hands the application in with one answer put otherwise.
func (s *badInput) submit(field string, value any) *request {
	return call("submitApplication").With(s.application(map[string]any{field: value}))
}

// fields: each wrong value is answered with the name of its field.
func (s *badInput) fields() {
	for _, what := range sorted(s.wrong.WrongNumbers) {
		s.refused(422, owner, "an identity number with "+what, s.submit("safetyOfficerId", s.wrong.WrongNumbers[what]), names("answers.safetyOfficerId"))
	}
	for _, what := range sorted(s.wrong.WrongDays) {
		s.refused(422, owner, "a day: "+what, s.submit("decoratedOn", s.wrong.WrongDays[what]), names("answers.decoratedOn"))
	}
	for _, what := range sorted(s.wrong.WrongPhones) {
		s.refused(422, owner, "a telephone number: "+what, s.submit("contactPhone", s.wrong.WrongPhones[what]), names("answers.contactPhone"))
	}
	for _, what := range sorted(s.wrong.WrongCodes) { // the resident runs no firm, so that he is asked for its code
		s.refused(422, resident, "a credit code with "+what, s.submit("creditCode", s.wrong.WrongCodes[what]), names("answers.creditCode"))
	}
	for field, value := range map[string]any{
		"floor": 1.5, "staffCount": 0, "kitchenArea": -3, "seats": "sixty", "exits": 1e300, "premisesUse": "bought", "dineIn": "yes", "byAgent": 1,
		"signName": []any{"a"}, "contactName": map[string]any{"a": 1}, "signWidth": true, "signHeight": 9999, "fumePurifier": "", "gasUse": nil,
	} {
		s.refused(422, owner, "a wrong value for "+field, s.submit(field, value), names("answers."+field))
	}
	s.refused(422, owner, "a field nobody asks for", s.submit("isAdmin", true), names("answers.isAdmin"))
	s.refused(422, owner, "several faults are told at once", call("submitApplication").With(s.application(map[string]any{"contactPhone": "x", "floor": "y", "decoratedOn": "z"})),
		names("answers.contactPhone"), names("answers.floor"), names("answers.decoratedOn"))
	situation := maps.Clone(s.Situation)
	situation["diningArea"] = -1
	body := s.application(nil)
	body["situation"] = situation
	s.refused(422, owner, "a shop of less than nothing", call("submitApplication").With(body), names("situation.diningArea"))
	body["situation"] = map[string]any{"diningArea": 360}
	s.refused(422, owner, "questions left open", call("submitApplication").With(body), names("situation.foodScope"))
	for name, value := range map[string]string{"division": "999999", "thing": "open-bank"} {
		body := s.application(nil)
		body[name] = value
		s.refused(404, owner, "no such "+name, call("submitApplication").With(body))
	}
	s.materials()
}

// materials: a file counts only if it was handed in, by whom it is for.
func (s *badInput) materials() {
	const pdfType = "application/pdf"
	mine := s.keep("mine", s.must(owner, "uploads a file", call("uploadBlob").Bytes(pdfType, paper("mine"))), "ref")
	other := s.keep("other", s.must(resident, "uploads a file of his own", call("uploadBlob").Bytes(pdfType, paper("other"))), "ref")
	body := s.application(nil)
	body["materials"] = []any{map[string]any{"code": "HT-CY-02", "name": "x", "blob": other, "type": pdfType, "size": 1}}
	s.refused(422, owner, "somebody else's file", call("submitApplication").With(body), names("materials.0.blob"))
	body["materials"] = []any{map[string]any{"code": "HT-XX-99", "name": "x", "blob": mine, "type": pdfType, "size": 1}}
	s.refused(422, owner, "a material nobody asks for", call("submitApplication").With(body), names("materials.0.code"))
	body["materials"] = []any{map[string]any{"code": "HT-CY-02", "name": "x", "blob": strings.Repeat("0", 64), "type": pdfType, "size": 1}}
	s.refused(422, owner, "a file that was never handed in", call("submitApplication").With(body), names("materials.0.blob"))
	body["materials"] = []any{map[string]any{"code": "HT-CY-02", "name": "x", "blob": "../../etc/passwd", "type": pdfType, "size": 1}}
	s.refused(422, owner, "a path for a file", call("submitApplication").With(body), names("materials.0.blob"))
	body["materials"] = []any{map[string]any{"code": "HT-CY-02", "name": "x", "blob": mine, "type": "application/x-lie", "size": 99}}
	a := s.must(owner, "says wrong things of a file", call("submitApplication").With(body))
	s.must(clerk, "the window sees what the file is", call("getCase").At("id", show(find1(a.Value, "id"))), is("materials/0/type", pdfType), is("materials/0/size", len(paper("mine"))))
}

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// naughty is one class of text that programs stumble over.
type naughty struct {
	Class   string `json:"class"`
	Escaped string `json:"escaped"` // as it stands in JSON
	Outcome string `json:"outcome"` // kept or refused
	As      string `json:"as"`      // kept so; empty: as it is
}

// texts puts each text into a field on its own, and then into all text fields at
// once. What is kept is read back by somebody else; what is not is named.
func (s *badInput) texts() {
	var list []naughty
	readScript("naughty", &list)
	for _, n := range list {
		body := s.escaped(n.Escaped, "signName")
		if n.Outcome == "refused" {
			field := "answers.signName"
			if strings.Contains(n.Escaped, `\u0000`) {
				s.clear(owner, "a text: "+n.Class, call("submitApplication").Bytes("application/json", body))
			} else {
				s.refused(422, owner, "a text: "+n.Class, call("submitApplication").Bytes("application/json", body), names(field))
			}
		} else {
			s.kept1(n, body)
		}
		s.everywhere(n)
	}
}

// kept1: the text is taken, and the window reads it as it was written; so does it
// come through a notice into a printed letter.
func (s *badInput) kept1(n naughty, body []byte) {
	want := n.As
	if want == "" {
		_ = json.Unmarshal([]byte(`"`+n.Escaped+`"`), &want)
	}
	a := s.must(owner, "a text: "+n.Class, call("submitApplication").Bytes("application/json", body), some("id"))
	id, _ := find(a.Value, "id")
	s.must(clerk, "the window reads it as it was written", call("getCase").At("id", show(id)), is("answers/signName", want))
	task := s.must(clerk, "finds the step", call("listTasks").Ask("kind", "precheck").Ask("limit", "200"), some("items/ref.id="+show(id)+"/id"))
	item, _ := find(task.Value, "items/ref.id="+show(id)+"/id")
	s.must(clerk, "tells it back in a notice", call("sendNotice").At("id", show(id)).With(map[string]any{
		"task": show(item), "missing": []any{map[string]any{"code": "HT-CY-02", "text": want}},
	}), is("state", "supplement"))
	s.settle()
	seen := s.must(owner, "the applicant finds the letter printed", call("getCase").At("id", show(id)), some("letters/kind=supplement/blob"))
	letter, _ := find(seen.Value, "letters/kind=supplement/id")
	s.must(owner, "and opens it", call("getLetter").At("id", show(id)).At("letter", show(letter)), pdf())
}

// escaped is the body of an application with a text in some fields, as it stands
// in JSON.
func (s *badInput) escaped(text string, fields ...string) []byte {
	const mark = "@@@"
	other := map[string]any{}
	for _, f := range fields {
		other[f] = mark
	}
	raw, err := json.Marshal(s.application(other))
	if err != nil {
		s.holds("", "the script is JSON", "", err.Error())
	}
	return []byte(strings.ReplaceAll(string(raw), mark, text))
}

// textFields are all fields of the form that take a text.
var textFields = []string{"contactName", "contactPhone", "premisesAddress", "safetyOfficer", "safetyOfficerId", "fireManager", "fireManagerPhone", "expertReason", "signName", "decoratedOn", "premisesUse"}

// everywhere: the text in all fields, and in all other places that take one. Only
// fields that were given are named, and nothing fails inside.
func (s *badInput) everywhere(n naughty) {
	raw := func(format string) []byte { return fmt.Appendf(nil, format, n.Escaped) }
	const typ = "application/json"
	id := s.kept["case"]
	for _, r := range []*request{
		call("submitApplication").Bytes(typ, s.escaped(n.Escaped, textFields...)),
		call("startApplication").Bytes(typ, raw(`{"division":"%[1]s","thing":"%[1]s"}`)),
		call("submitApplication").Bytes(typ, raw(`{"division":"990100","thing":"open-restaurant","situation":{"diningArea":"%[1]s","%[1]s":1},"answers":{"%[1]s":"%[1]s"}}`)),
		call("trackCase").Bytes(typ, raw(`{"no":"%[1]s","code":"%[1]s"}`)),
		call("signIn").Bytes(typ, raw(`{"login":"%[1]s","password":"%[1]s"}`)),
		call("lookupData").Bytes(typ, raw(`{"purpose":"%[1]s","basis":"%[1]s","subject":"`+"1"+`","resource":"%[1]s","fields":["%[1]s"]}`)),
		call("supplement").At("id", id).Bytes(typ, raw(`{"matter":"%[1]s","text":"%[1]s"}`)),
		call("giveOpinion").At("id", id).Bytes(typ, raw(`{"task":"1","result":"%[1]s","text":"%[1]s","cites":["%[1]s"],"outputs":{"%[1]s":"%[1]s"}}`)),
		call("recordVisit").At("id", id).Bytes(typ, raw(`{"tasks":["1"],"staff":["1"],"results":{"%[1]s":"%[1]s"},"report":"%[1]s"}`)),
		call("verifyCertificate").At("identifier", unescaped(n.Escaped)).Ask("c", unescaped(n.Escaped)),
		call("getCase").At("id", unescaped(n.Escaped)),
		call("listEvents").Ask("kinds", unescaped(n.Escaped)).Ask("case", unescaped(n.Escaped)),
		call("listTasks").Ask("kind", unescaped(n.Escaped)).Ask("after", unescaped(n.Escaped)),
	} {
		s.harmless(marketHandler, r.Op+" with "+n.Class, r)
	}
}

// unescaped is the text itself, for addresses.
func unescaped(escaped string) (text string) {
	_ = json.Unmarshal([]byte(`"`+escaped+`"`), &text) // broken text stays empty
	return text
}

// harmless wants an answer that is no failure inside: success, or a clear refusal.
func (s *badInput) harmless(who, what string, r *request) {
	s.step(who, what, r, []check{see("no failure inside", func(a *answer) (string, bool) {
		if a.Status >= 200 && a.Status < 300 {
			return strconv.Itoa(a.Status), true
		}
		said, ok := told().Look(a)
		return strconv.Itoa(a.Status) + " " + said, ok && a.Status >= 400 && a.Status < 500
	})})
}

// hands: many hands press one button at once; one case comes of it.
func (s *badInput) hands() {
	body := s.application(map[string]any{"signName": s.wrong.Name})
	ids := make([]string, 12)
	var wait sync.WaitGroup
	for i := range ids {
		wait.Go(func() {
			a := s.must(owner, "presses the button, one of twelve times at once", call("submitApplication").With(body).Keyed("hands"), some("id"))
			got, _ := find(a.Value, "id")
			ids[i] = show(got)
		})
	}
	wait.Wait()
	slices.Sort(ids)
	s.holds(owner, "one case came of twelve", "1", strconv.Itoa(len(slices.Compact(ids))))
}
