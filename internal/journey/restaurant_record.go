package journey

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// record: everybody who looked stands in the citizen's own record, as a unit with
// a purpose, never by name.
func (s *restaurant) record() {
	s.settle()
	departments := map[string]string{}
	for _, who := range []string{clerk, marketHandler, fireHandler, urbanHandler} {
		departments[who] = s.keep("department/"+who, s.must(who, "asks for which department he acts", call("me"), some("department")), "department")
	}
	seen := s.uses("finds in the record every unit that read the case, and why", some("lines/#"))
	id := s.kept["case"]
	for who, department := range departments {
		s.judged(owner, "the record tells of the unit of "+who, seen, has("lines/*/department", department),
			is("lines/case="+id+"&department="+department+"/purpose", "handle"), is("lines/case="+id+"&department="+department+"/by", "officer"))
	}
	outside := s.keep("department/"+outsider, s.must(outsider, "asks for which department he acts", call("me")), "department")
	s.judged(owner, "a unit that was refused has read nothing", seen, lacks("lines/*/department", outside))
	newest := show(find1(seen.Value, "lines/0/seq"))
	reads := 1 + s.open(marketHandler, "opens the file once more").Again
	s.settle()
	again := s.uses("sees one line more", within("lines", 1, reads, "seq", newest))
	s.judged(owner, "the newest line is that read", again, is("lines/0/department", departments[marketHandler]), is("lines/0/case", id), is("lines/0/own", false))
	s.seenLeaves(list(again, "lines/*/seq"))
	s.refused(403, resident, "somebody else asks who used his data", call("whoUsedMyData").Ask("subject", s.subject()))
}

func (s *restaurant) subject() string {
	return s.keep("subject", s.must(owner, "asks who he is", call("me"), some("subject")), "subject")
}

// judged looks once more at an answer that came before.
func (p *play) judged(who, what string, a *answer, checks ...check) {
	if p.stopped() {
		return
	}
	s := Step{Who: who, What: what}
	p.judge(&s, a, checks)
	p.note(s)
}

// seenLeaves remembers the highest leaf of the log that a step was told of: the
// seal must reach it.
func (p *play) seenLeaves(indexes []string) {
	for _, text := range indexes {
		if n, err := strconv.ParseInt(text, 10, 64); err == nil && n > p.last {
			p.last = n
		}
	}
}

// toldLeaves hashes the events of a page as leaves of the log: each must be the
// one that is sealed under its index.
func (p *play) toldLeaves(a *answer) {
	var page struct {
		Events []struct {
			LeafIndex int64           `json:"leafindex,string"`
			Data      json.RawMessage `json:"data"`
		} `json:"events"`
	}
	if p.stopped() {
		return
	}
	if err := json.Unmarshal(a.Body, &page); err != nil {
		p.holds(auditor, "the page of the log is JSON", "", err.Error())
	}
	for _, e := range page.Events {
		p.told[e.LeafIndex] = leafHash(e.Data)
	}
}

// events reads the log as the auditor does.
func (p *play) events(what, kinds string, checks ...check) *answer {
	ask := call("listEvents").Ask("limit", "500")
	if from := p.kept["from"]; from != "" {
		ask.Ask("from", from)
	}
	if kinds != "" {
		ask.Ask("kinds", kinds)
	} else {
		ask.Ask("case", p.kept["case"])
	}
	a := p.must(auditor, what, ask, append(checks, some("events/0/leafindex"))...)
	p.seenLeaves(list(a, "events/*/leafindex"))
	p.toldLeaves(a)
	return a
}

// chain: the auditor sees what happened in its order, and who was refused, but
// nothing personal.
func (s *restaurant) chain() {
	s.settle()
	a := s.events("reads the chain of the case", "", has("events/*/type", "case.received", "case.notified", "case.supplemented", "case.accepted",
		"matter.opened", "clock.stopped", "case.visited", "clock.resumed", "matter.decided", "matter.certified", "matter.delivered", "case.closed"),
		silent("a person", append([]string{s.Held["legalPerson"], s.Held["firmName"], "19900009900"}, s.Officers...)...))
	order := []string{"case.received", "case.notified", "case.supplemented", "case.accepted", "clock.stopped", "case.visited", "clock.resumed", "case.closed"}
	types := list(a, "events/*/type")
	var got []string
	for _, t := range types {
		if slices.Contains(order, t) && !slices.Contains(got, t) {
			got = append(got, t)
		}
	}
	s.holds(auditor, "it happened in this order", fmt.Sprint(order), fmt.Sprint(got))
	s.holds(auditor, "one receipt, although the button was pressed five times", "1", fmt.Sprint(count(types, "case.received")))
	s.holds(auditor, "two permits were decided, once each", "2", fmt.Sprint(count(types, "matter.decided")))
	outsiders := s.kept["department/"+outsider]
	s.kept["from"] = show(find1(a.Value, "events/0/leafindex"))
	s.events("finds who was refused what, and that it was the file", "access.refused",
		is("events/data.actor.department="+outsiders+"&data.action=getCase/data/data/resource", s.kept["case"]),
		is("events/data.actor.department="+outsiders+"&data.action=decide/data/outcome", "refused"),
		is("events/data.rule=four-eyes/data/action", "decide"))
	s.refused(403, owner, "a citizen reads the log", call("listEvents"))
	s.live()
}

// live: the operations centre's stream tells from a leaf on what happened; it does
// not end, so that only its beginning is read.
func (s *restaurant) live() {
	from := s.keep("first", s.events("looks where the case began", "case.received"), "events/0/leafindex")
	r := call("liveEvents").Ask("from", from)
	r.Enough = "\ndata: "
	s.must(operator, "the operations centre hears the log from there on", r, see("the reception, under its leaf", func(a *answer) (string, bool) {
		text := string(a.Body)
		return clip(text), strings.Contains(text, "id: "+from+"\n") && strings.Contains(text, "event: case.received")
	}))
	s.refused(403, owner, "a citizen listens in", call("liveEvents"))
}

func count(list []string, what string) (n int) {
	for _, one := range list {
		if one == what {
			n++
		}
	}
	return n
}
