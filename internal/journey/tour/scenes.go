package tour

import (
	"errors"
	"maps"
	"slices"
	"strconv"
	"time"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/journey"
	"holon.example/holon/internal/journey/wire"
)

// scene is one scene.
type scene struct {
	name, who string
	look      func(*tour) string
	prepare   func(*tour) string
}

var scenes = []scene{
	{"elder", clerk, (*tour).lookElder, (*tour).elder},
	{"fire", fireHandler, (*tour).lookFire, (*tour).fire},
	{"signboard", owner, (*tour).lookSignboard, (*tour).signboard},
	{"uses", owner, (*tour).lookUses, (*tour).uses},
	{"bureau", marketApprover, (*tour).lookBureau, (*tour).bureau},
	{"late", marketHandler, (*tour).lookLate, (*tour).late},
	{"mayor", mayor, (*tour).lookMayor, (*tour).mayor},
}

// tourMorning is when the city's day goes on.
const tourMorning = 9 * time.Hour

// caseWith finds the newest case of the applicant in an officer's list; empty if there is none.
func (s *tour) caseWith(who, page string, closed bool) string {
	found := s.cases(who, page, closed)
	return s.first(func(id string) bool { return slices.Contains(found, id) })
}

// cases are those in an officer's list.
func (s *tour) cases(who, page string, closed bool) []string {
	return wire.List(s.tasks(who, page, closed), "items/*/ref/id")
}

// first finds the newest case of the applicant that fits; empty if there is none.
func (s *tour) first(fits func(id string) bool) string {
	for _, id := range s.own() {
		if fits(id) {
			return id
		}
	}
	return ""
}

// own are the cases of the applicant, the newest first.
func (s *tour) own() []string {
	return wire.List(s.must(owner, "looks at the own cases", wire.Call("listCases").Ask("limit", "100")), "*/id")
}

// begun hands an application in and lets the window accept it.
func (s *tour) begun() {
	s.keep("case", s.must(owner, "hands in the application", wire.Call("submitApplication").With(map[string]any{"division": s.Division, "thing": s.Thing, "situation": s.Situation, "answers": s.Answers})), "id")
	s.must(clerk, "accepts it", s.act("acceptCase", map[string]any{"task": s.taskOf(clerk, "", "precheck")}))
	a := s.must(marketHandler, "reads it", wire.Call("getCase").At("id", s.kept["case"]))
	for _, item := range []string{foodPermit, fireCheck, signboard} {
		s.keep("matter/"+item, a, "matters/item="+item+"/id")
	}
}

// says ends a step of an officer.
func (s *tour) says(who, item, page, result string, more map[string]any) {
	body := map[string]any{"task": s.taskOf(who, item, page), "result": result, "text": s.Text["fit"]}
	maps.Copy(body, more)
	s.must(who, "ends the step "+page, s.act("giveOpinion", body))
}

// lookElder: the case is hers, and the window handed it in.
func (s *tour) lookElder() string {
	window := s.keep("window", s.must(clerk, "asks who he is", wire.Call("me")), "account")
	a := s.must(resident, "looks at the own cases", wire.Call("listCases").Ask("limit", "100"))
	if at(a, "account="+window+"/id") != "" {
		return Acted
	}
	if s.hers() != "" {
		return Ready
	}
	return ""
}

// hers is the draft that the window began for her.
func (s *tour) hers() string {
	a := s.must(clerk, "looks at what was begun", wire.Call("listDrafts"))
	return at(a, "for="+s.subjectOf(resident)+"/id")
}

// elder: the window has identified her, and her application is begun.
func (s *tour) elder() string {
	var e said
	if s.err == nil {
		s.err = journey.Script("elder", &e)
	}
	s.try(clerk, wire.Call("openShift").With(map[string]any{})) // refused where the window is open
	subject := s.subjectOf(resident)
	draft := s.hers()
	s.must(clerk, "finds her by her identity card", wire.Call("identifyApplicant").With(e.Granny))
	if draft == "" {
		draft = s.keep("draft", s.must(clerk, "begins her application", wire.Call("startApplication").With(map[string]any{
			"division": e.Division, "item": e.Item, "for": map[string]any{"subject": subject},
		})), "id")
		s.must(clerk, "writes down what she says", wire.Call("saveDraft").At("id", draft).With(map[string]any{
			"division": e.Division, "item": e.Item, "answers": e.Answers, "for": map[string]any{"subject": subject},
		}))
	}
	return "/counter?for=" + subject + "&draft=" + draft
}

// lookFire: the opinion waits for the fire service, or was given.
func (s *tour) lookFire() string {
	if s.caseWith(fireHandler, "opinion", true) != "" {
		return Acted
	}
	if s.caseWith(fireHandler, "opinion", false) != "" {
		return Ready
	}
	return ""
}

// fire: the opinion on the fire check is due.
func (s *tour) fire() string {
	id := s.caseWith(fireHandler, "opinion", false)
	if id == "" {
		s.begun()
		s.says(fireHandler, fireCheck, "handle", "agree", nil)
		id = s.kept["case"]
	}
	return "/desk/case/" + id
}

// told are the cases whose signboard was to be put right.
func (s *tour) told() []string { return s.cases(urbanHandler, "guide", true) }

// again are the cases whose signboard is or was looked at a second time.
func (s *tour) again() []string {
	return append(s.cases(urbanHandler, "visit", false), s.cases(urbanHandler, "visit", true)...)
}

// reworked finds the case whose signboard waits for the applicant; empty if there is none.
func (s *tour) reworked() string {
	told, again := s.told(), s.again()
	return s.first(func(id string) bool { return slices.Contains(told, id) && !slices.Contains(again, id) })
}

// lookSignboard: a second look is due as soon as the signboard was put right.
func (s *tour) lookSignboard() string {
	told, again := s.told(), s.again()
	if s.first(func(id string) bool { return slices.Contains(told, id) && slices.Contains(again, id) }) != "" {
		return Acted
	}
	if s.reworked() != "" {
		return Ready
	}
	return ""
}

// signboard: the food permit is out, and the signboard alone waits for the applicant.
func (s *tour) signboard() string {
	id := s.reworked()
	if id == "" {
		s.begun()
		s.granted()
		s.says(urbanHandler, signboard, "handle", "agree", nil)
		s.says(urbanHandler, signboard, "guide", "rectify", map[string]any{"text": s.Text["block"], "outputs": map[string]any{"conforms": false}})
		id = s.kept["case"]
	}
	return "/case/" + id
}

// examined: the food permit is examined and reviewed; the decision is due.
func (s *tour) examined() {
	s.says(marketHandler, foodPermit, "handle", "agree", nil)
	s.says(marketHandler, foodPermit, "opinion", "grant", nil)
	s.says(marketReviewer, foodPermit, "review", "agree", nil)
}

// granted: the food permit goes through three hands and is delivered.
func (s *tour) granted() {
	s.examined()
	s.must(marketApprover, "grants it", s.act("decide", map[string]any{"task": s.taskOf(marketApprover, foodPermit, "decide"), "result": "grant"}))
	s.must(clerk, "delivers it", s.act("deliver", map[string]any{"task": s.taskOf(clerk, foodPermit, "deliver"), "result": "electronic"}))
}

// lookUses: a use was objected to, or there are uses to look at.
func (s *tour) lookUses() string {
	if len(wire.List(s.must(owner, "looks at the own objections", wire.Call("listObjections")), "objections/*/id")) > 0 {
		return Acted
	}
	if s.caseWith(clerk, "precheck", true) != "" {
		return Ready
	}
	return ""
}

// uses: officers have read the file.
func (s *tour) uses() string {
	if s.caseWith(clerk, "precheck", true) == "" {
		s.begun()
	}
	return "/uses"
}

// lookBureau: a decision waits for the bureau, or was taken. Where the tour itself lets a permit be granted,
// the signboard of the same case is to be put right; those cases are not of this scene.
func (s *tour) lookBureau() string {
	decided, told := s.cases(marketApprover, "decide", true), s.told()
	if s.first(func(id string) bool { return slices.Contains(decided, id) && !slices.Contains(told, id) }) != "" {
		return Acted
	}
	if s.caseWith(marketApprover, "decide", false) != "" {
		return Ready
	}
	return ""
}

// bureau: a permit is ripe for the bureau's decision.
func (s *tour) bureau() string {
	if s.caseWith(marketApprover, "decide", false) == "" {
		s.begun()
		s.examined()
	}
	return "/desk/bureau"
}

// red finds a late step in the handler's list.
func (s *tour) red() string {
	return at(s.tasks(marketHandler, "handle", false), "items/lamp=red/ref/id")
}

// lookLate: a step is late, or one was ended after its last day.
func (s *tour) lookLate() string {
	done := s.tasks(marketHandler, "handle", true)
	for i := range wire.List(done, "items/*/id") {
		step := "items/" + strconv.Itoa(i)
		due, err := gov.ParseTime(at(done, step+"/due"))
		closed, err2 := gov.ParseTime(at(done, step+"/closed"))
		if err == nil && err2 == nil && closed > due {
			return Acted
		}
	}
	if s.red() != "" {
		return Ready
	}
	return ""
}

// due is the last day of the first step in the handler's list that has one; none: there is none.
func (s *tour) due() (gov.Time, bool) {
	for _, text := range wire.List(s.tasks(marketHandler, "handle", false), "items/*/due") {
		if t, err := gov.ParseTime(text); err == nil {
			return t, true
		}
	}
	return 0, false
}

// late: a step was left, and the city's clock is turned past its last day.
func (s *tour) late() string {
	if id := s.red(); id != "" {
		return "/desk/case/" + id
	}
	due, ok := s.due()
	if !ok {
		s.begun()
		due, ok = s.due()
	}
	switch {
	case s.err != nil:
	case !ok:
		s.err = errors.New("tour: no step of the market bureau has a last day")
	default:
		s.err = s.turn(s.ctx, due.Date().AddDays(1).Start().Add(tourMorning))
	}
	return "/desk/case/" + s.red()
}

// lookMayor: something is late; it was urged, and stays so when it is done.
func (s *tour) lookMayor() string {
	for _, who := range []string{marketHandler, marketApprover, fireHandler, urbanHandler, clerk} {
		for _, closed := range []bool{false, true} {
			for _, n := range wire.List(s.tasks(who, "", closed), "items/*/urged") {
				if n != "0" {
					return Acted
				}
			}
		}
	}
	if s.red() != "" {
		return Ready
	}
	return ""
}

// mayor: there is something late to see.
func (s *tour) mayor() string {
	s.late()
	return "/leader"
}
