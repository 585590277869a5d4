package tour

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"time"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/journey"
	"holon.example/holon/internal/journey/wire"
)

// How far a scene of the tour is, as the city's own lists show it.
const (
	Ready = "ready" // what it needs is there
	Acted = "done"  // what is to be done in it was done
)

// Tour (导览) prepares the scenes that visitors of a demo city play by themselves: by the
// steps of the stories, over HTTP, as its people. It keeps nothing between two calls but
// the address book: what is there already is found in the city and not made again.
type Tour struct {
	site   journey.Site
	turn   func(context.Context, gov.Time) error // the city's clock, forward
	settle func(context.Context) error           // does what is due

	mu     sync.Mutex // one visitor prepares at a time, so that pressing twice makes one case
	client *wire.Client
}

// New makes the tour of a site.
func New(site journey.Site, turn func(context.Context, gov.Time) error, settle func(context.Context) error) *Tour {
	return &Tour{site: site, turn: turn, settle: settle}
}

// said is what the people of a story say and type.
type said struct {
	Division  string            `json:"division"`
	Thing     string            `json:"thing"`
	Item      string            `json:"item"`
	Situation map[string]any    `json:"situation"`
	Answers   map[string]any    `json:"answers"`
	Granny    map[string]any    `json:"granny"`
	Text      map[string]string `json:"text"`
}

// tour is one visit.
type tour struct {
	*hand
	said
	turn   func(context.Context, gov.Time) error
	settle func(context.Context) error
}

func (g *Tour) open(ctx context.Context) (*tour, error) {
	if g.client == nil {
		c, err := wire.Dial(ctx, g.site.URL)
		if err != nil {
			return nil, err
		}
		g.client = c
	}
	s := &tour{hand: &hand{ctx: ctx, site: g.site, client: g.client, kept: map[string]string{}}, turn: g.turn, settle: g.settle}
	return s, journey.Script("restaurant", &s.said)
}

// Look tells how far each scene is; one that was not prepared is not named.
func (g *Tour) Look(ctx context.Context) (map[string]string, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	s, err := g.open(ctx)
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	for _, sc := range tourScenes {
		if is := sc.look(s); is != "" {
			out[sc.name] = is
		}
	}
	return out, s.err
}

// Scenes names the scenes in their order, each with the persona whom its visitor becomes.
func (g *Tour) Scenes() (out [][2]string) {
	for _, sc := range tourScenes {
		out = append(out, [2]string{sc.name, sc.who})
	}
	return out
}

// Prepare plays what a scene needs and is not there yet, and gives the address of the page
// on which its visitor goes on.
func (g *Tour) Prepare(ctx context.Context, scene string) (string, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	i := slices.IndexFunc(tourScenes, func(sc tourScene) bool { return sc.name == scene })
	if i < 0 {
		return "", errors.New("tour: there is no scene " + scene)
	}
	s, err := g.open(ctx)
	if err != nil {
		return "", err
	}
	address := tourScenes[i].prepare(s)
	if s.err != nil {
		return "", s.err
	}
	return address, s.settle(ctx)
}

// tourScene is one scene.
type tourScene struct {
	name, who string
	look      func(*tour) string
	prepare   func(*tour) string
}

var tourScenes = []tourScene{
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

// caseWith finds a case of the applicant in an officer's list; empty if there is none.
func (s *tour) caseWith(who, page string, closed bool) string {
	found := wire.List(s.tasks(who, page, closed), "items/*/ref/id")
	for _, id := range s.own() {
		if slices.Contains(found, id) {
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
	a := s.must(resident, "looks at the own cases", wire.Call("listCases").Ask("limit", "100"))
	if at(a, "channel=counter/id") != "" {
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

// reworked finds the case whose signboard is to be put right: it was told so, and no second
// look is due.
func (s *tour) reworked() string {
	again := wire.List(s.tasks(urbanHandler, "visit", false), "items/*/ref/id")
	done := wire.List(s.tasks(urbanHandler, "visit", true), "items/*/ref/id")
	told := wire.List(s.tasks(urbanHandler, "guide", true), "items/*/ref/id")
	for _, id := range s.own() {
		if slices.Contains(told, id) && !slices.Contains(again, id) && !slices.Contains(done, id) {
			return id
		}
	}
	return ""
}

// lookSignboard: a second look is due as soon as the signboard was put right.
func (s *tour) lookSignboard() string {
	if s.reworked() != "" {
		return Ready
	}
	if s.caseWith(urbanHandler, "visit", false) != "" || s.caseWith(urbanHandler, "visit", true) != "" {
		return Acted
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

// granted: the food permit goes through three hands and is delivered.
func (s *tour) granted() {
	s.says(marketHandler, foodPermit, "handle", "agree", nil)
	s.says(marketHandler, foodPermit, "opinion", "grant", nil)
	s.says(marketReviewer, foodPermit, "review", "agree", nil)
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

// lookBureau: the bureau has decided something.
func (s *tour) lookBureau() string {
	if s.caseWith(marketApprover, "decide", true) != "" {
		return Ready
	}
	return ""
}

// bureau: one permit was given by it.
func (s *tour) bureau() string {
	if s.lookBureau() == "" {
		s.begun()
		s.granted()
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
	due, closed := wire.List(done, "items/*/due"), wire.List(done, "items/*/closed")
	for i := range min(len(due), len(closed)) {
		d, err1 := gov.ParseTime(due[i])
		c, err2 := gov.ParseTime(closed[i])
		if err1 == nil && err2 == nil && c > d {
			return Acted
		}
	}
	if s.red() != "" {
		return Ready
	}
	return ""
}

// late: a step was left, and the city's clock is turned past its last day.
func (s *tour) late() string {
	if id := s.red(); id != "" {
		return "/desk/case/" + id
	}
	if at(s.tasks(marketHandler, "handle", false), "items/0/id") == "" {
		s.begun()
	}
	due, err := gov.ParseTime(at(s.tasks(marketHandler, "handle", false), "items/0/due"))
	if err == nil && s.err == nil {
		err = s.turn(s.ctx, due.Date().AddDays(1).Start().Add(tourMorning))
	}
	if s.err == nil {
		s.err = err
	}
	return "/desk/case/" + s.red()
}

// lookMayor: something is late; it was urged.
func (s *tour) lookMayor() string {
	for _, who := range []string{marketHandler, fireHandler, urbanHandler} {
		for _, n := range wire.List(s.tasks(who, "", false), "items/*/urged") {
			if n != "0" && n != "none" {
				return Acted
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
	if s.red() == "" {
		s.late()
	}
	return "/leader"
}
