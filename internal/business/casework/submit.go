package casework

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"math/big"
	"strings"

	"holon.example/holon/internal/business/flow"
	"holon.example/holon/internal/business/form"
	"holon.example/holon/internal/business/matter"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/gov/idcode"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/seal"
)

// intakeFlow is the name under which a pack offers the process of receipt and
// acceptance, the same for every case.
const intakeFlow = "flow-intake"

// Application is what an applicant hands in.
type Application struct {
	Draft     gov.ID         `json:"draft,omitempty"`
	Division  string         `json:"division"`
	Thing     string         `json:"thing,omitempty"` // package, or
	Item      string         `json:"item,omitempty"`  // single item
	Situation map[string]any `json:"situation,omitempty"`
	Answers   map[string]any `json:"answers,omitempty"`
	Materials []Given        `json:"materials,omitempty"`
}

// Given is an uploaded file handed in as a material.
type Given struct {
	Code string `json:"code"`
	Name string `json:"name"`
	Blob string `json:"blob"`
	Type string `json:"type"`
	Size int64  `json:"size"`
}

// Receipt is what the applicant holds after submitting: proof of receipt, not
// of acceptance (收件凭证).
type Receipt struct {
	ID       gov.ID   `json:"id"`
	No       string   `json:"no"`
	Query    string   `json:"query_code"`
	Received gov.Time `json:"received"`
	NoticeBy gov.Date `json:"notice_by"` // last day for the one-time notice
	Matters  []string `json:"matters"`
	Missing  []string `json:"missing,omitempty"` // materials not handed in
}

// prepared is an application worked out: what it comes to and what is wrong.
type prepared struct {
	plan    *matter.Plan
	facts   map[string]any
	answers map[string]any
	missing []string
}

// Submit hands in an application (action submitApplication). Errors of the form
// name their fields; missing materials are no error: the window tells them once.
func (s *Service) Submit(ctx context.Context, who gov.Actor, key string, in Application) (*Receipt, error) {
	known, err := s.knownFor(ctx, who, in)
	if err != nil {
		return nil, err
	}
	cmd := act.Command{Action: "submitApplication", Actor: who, Key: key, Input: in}
	if in.Draft != 0 {
		cmd.Claims = []string{"draft/" + in.Draft.String()}
	}
	return act.Do(ctx, s.Act, cmd, func(p *act.Prep) (*Receipt, error) {
		c := newCase(p, who, in)
		if err := p.Authorise(c.resource(nil)); err != nil {
			return nil, err
		}
		pr, err := s.prepare(p.Now(), in, known)
		if err != nil {
			return nil, err
		}
		if err := useDraft(ctx, p, in.Draft); err != nil {
			return nil, err
		}
		return s.receive(ctx, p, c, pr, in)
	})
}

// knownFor asks what government holds of the fields of the form.
func (s *Service) knownFor(ctx context.Context, who gov.Actor, in Application) (map[string]any, error) {
	plan, _, err := s.plan(in)
	if err != nil {
		return nil, err
	}
	lookups := plan.Form.Lookups()
	if len(lookups) == 0 {
		return nil, nil
	}
	about := About{Case: in.Draft, Subject: who.Subject, Person: who.Person, Purpose: "apply", Basis: "716§7"}
	return s.Known(ctx, who, about, lookups)
}

// plan works out the matters, form and materials of an application.
func (s *Service) plan(in Application) (*matter.Plan, map[string]any, error) {
	lib := s.Library()
	if in.Item != "" {
		it := lib.Item(in.Division, in.Item)
		if it == nil {
			return nil, nil, gov.NotFound("case.unknown_item").With("item", in.Item)
		}
		facts, err := lib.Facts(it, in.Situation)
		if err != nil {
			return nil, nil, err
		}
		plan, err := lib.PlanItem(in.Division, in.Item, facts)
		return plan, facts, err
	}
	thing := lib.Thing(in.Thing)
	if thing == nil || lib.Region(in.Division) == nil {
		return nil, nil, gov.NotFound("case.unknown_item").With("item", in.Thing)
	}
	situation, err := s.situation(thing, in.Situation, false)
	if err != nil {
		return nil, nil, err
	}
	facts, err := lib.Facts(thing, situation)
	if err != nil {
		return nil, nil, err
	}
	plan, err := lib.Plan(in.Division, in.Thing, facts)
	return plan, facts, err
}

// situation checks the answers to the situation questions. A question may hang on
// what the decision table finds in the answers before it.
func (s *Service) situation(thing *matter.OneThing, given map[string]any, draft bool) (map[string]any, error) {
	_, q := s.Library().Questions(thing, thing.Questions)
	if q == nil {
		return nil, nil
	}
	facts, err := s.Library().Facts(thing, given)
	if err != nil {
		return nil, err
	}
	limits := form.DefaultLimits(s.Act.Now().Date())
	limits.Facts, limits.Draft = facts, draft
	clean, faults := q.Check(given, limits)
	if len(faults) > 0 {
		return nil, &gov.Error{Kind: gov.KindInvalid, Key: "case.situation", Fields: prefixed("situation", faults)}
	}
	return clean, nil
}

func prefixed(path string, fs []gov.Field) []gov.Field {
	for i := range fs {
		fs[i].Path = path + "." + fs[i].Path
	}
	return fs
}

// prepare checks an application.
func (s *Service) prepare(now gov.Time, in Application, known map[string]any) (*prepared, error) {
	plan, facts, err := s.plan(in)
	if err != nil {
		return nil, err
	}
	answers, faults := plan.Form.Check(plan.Form.Fill(said(plan.Form, in), known), form.DefaultLimits(now.Date()))
	if len(faults) > 0 {
		return nil, &gov.Error{Kind: gov.KindInvalid, Key: "case.form", Fields: prefixed("answers", faults)}
	}
	given := map[string]bool{}
	for i, g := range in.Materials {
		if !asked(plan, g.Code) {
			return nil, gov.Invalid("case.material").At(fmt.Sprintf("materials.%d.code", i), "case.material.not_asked")
		}
		given[g.Code] = true
	}
	pr := &prepared{plan: plan, facts: facts, answers: answers}
	for _, m := range plan.Submit() {
		if !given[m.ID] && m.Need != "optional" {
			pr.missing = append(pr.missing, m.ID)
		}
	}
	return pr, nil
}

// said joins what the situation questions were answered with to the answers of
// the form: nothing is asked twice.
func said(f *form.Form, in Application) map[string]any {
	out := make(map[string]any, len(in.Answers)+len(in.Situation))
	maps.Copy(out, in.Answers)
	for k, v := range in.Situation {
		if f.Field(k) != nil {
			out[k] = v
		}
	}
	return out
}

func asked(plan *matter.Plan, code string) bool {
	for _, m := range plan.Materials {
		if m.ID == code {
			return true
		}
	}
	return false
}

func newCase(p *act.Prep, who gov.Actor, in Application) *Case {
	now := p.Now()
	c := &Case{
		ID: p.NewID(), Division: in.Division, Thing: in.Thing, Item: in.Item, State: Draft, Applicant: who.Subject, Quality: who.Kind,
		Person: who.Person, Account: who.Account, Channel: who.Channel, Created: now, Received: now,
	}
	c.No = caseNumber(c.Division, now, c.ID)
	return c
}

// receive writes the case with its matters and starts the intake.
func (s *Service) receive(ctx context.Context, p *act.Prep, c *Case, pr *prepared, in Application) (*Receipt, error) {
	if err := p.NewSubject(c.ID); err != nil {
		return nil, err
	}
	keys, err := p.Keys(c.ID)
	if err != nil {
		return nil, err
	}
	if err := c.to(Received); err != nil {
		return nil, err
	}
	matters, err := s.newMatters(ctx, p, c, pr.plan)
	if err != nil {
		return nil, err
	}
	if c.Owner, err = s.firstContact(ctx, c, matters[0], p.Now().Date()); err != nil {
		return nil, err
	}
	code := queryCode()
	c.QueryCode = codeDigest(keys.SaltKey(), code)
	pr.facts["queryCode"] = code // told on the receipt, which is printed when asked for
	facts, err := json.Marshal(pr.facts)
	if err != nil {
		return nil, fmt.Errorf("facts: %w", err)
	}
	answers, err := json.Marshal(pr.answers)
	if err != nil {
		return nil, fmt.Errorf("answers: %w", err)
	}
	c.facts, c.form = keys.Encrypt(labelFacts, facts), keys.Encrypt(labelForm, answers)
	for _, g := range in.Materials {
		m := &Material{ID: p.NewID(), Case: c.ID, Code: g.Code, Name: g.Name, Blob: g.Blob, Type: g.Type, Size: g.Size, State: "given", At: c.Received, By: c.Account}
		if err := p.Insert(materialTable, m.row(keys)); err != nil {
			return nil, err
		}
	}
	notice, err := s.startIntake(ctx, p, c, matters, pr)
	if err != nil {
		return nil, err
	}
	r := &Receipt{ID: c.ID, No: c.No, Query: code, Received: c.Received, NoticeBy: notice, Missing: pr.missing}
	for _, m := range matters {
		r.Matters = append(r.Matters, m.Item)
	}
	return r, nil
}

func (s *Service) newMatters(ctx context.Context, p *act.Prep, c *Case, plan *matter.Plan) ([]*Matter, error) {
	var out []*Matter
	for _, part := range plan.Parts {
		dep, err := s.department(ctx, c.Division, part.Item, p.Now().Date())
		if err != nil {
			return nil, err
		}
		m := &Matter{ID: p.NewID(), Case: c.ID, Item: part.Item.ID, Department: dep, Division: c.Division, State: Waiting,
			Joint: part.Joint, Handling: part.Item.Handling, Process: part.Flow}
		for _, e := range part.After {
			m.After = append(m.After, e.Item)
		}
		out = append(out, m)
	}
	if len(out) == 0 {
		return nil, gov.Invalid("case.nothing_to_do")
	}
	return out, nil
}

// startIntake sets off the five-day clock and the intake process, and writes rows
// and event.
func (s *Service) startIntake(ctx context.Context, p *act.Prep, c *Case, ms []*Matter, pr *prepared) (gov.Date, error) {
	owner, err := s.owner(c)
	if err != nil {
		return "", err
	}
	name, text := s.Library().Flow(owner, intakeFlow)
	if text == nil {
		return "", fmt.Errorf("no process %s for %s", intakeFlow, c.Name())
	}
	w := &work{s: s, p: p, c: c, ms: ms, fresh: true}
	if err := p.Event("case.received", Stream(c.ID), seal.Data{
		"no": c.No, "thing": c.Thing, "item": c.Item, "subject": c.Applicant, "division": c.Division, "channel": c.Channel,
		"matters": items(ms), "departments": departments(ms), "missing": len(pr.missing),
	}); err != nil {
		return "", err
	}
	t, err := w.setOff(noticeRule, 0, c.Received, nil)
	if err != nil {
		return "", err
	}
	in := &flow.Instance{Case: c.ID, Process: name}
	vars := map[string]any{"missing": len(pr.missing) > 0}
	if err := s.Flow.Start(withWork(ctx, w), p, in, text, vars); err != nil {
		return "", err
	}
	c.Flow = in.ID
	return t.Due.Date(), w.save()
}

func items(ms []*Matter) (out []string) {
	for _, m := range ms {
		out = append(out, m.Item)
	}
	return out
}

func departments(ms []*Matter) (out []gov.ID) {
	for _, m := range ms {
		out = append(out, m.Department)
	}
	return out
}

// caseNumber is division, day, ten characters of the id and a check character
// (ISO 7064 MOD 37,36). It cannot be guessed in sequence, and a slip of the pen
// is found.
func caseNumber(division string, now gov.Time, id gov.ID) string {
	const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], uint64(id)*0x9E3779B97F4A7C15) // spread: neighbours differ in every place
	n := binary.BigEndian.Uint64(b[:])
	tail := make([]byte, 13)
	for i := range tail {
		tail[len(tail)-1-i] = digits[n%36]
		n /= 36
	}
	no := division + strings.ReplaceAll(string(now.Date()), "-", "") + string(tail)
	check, err := idcode.Mod3736(no)
	if err != nil {
		panic("casework: division code " + division + " is no code") // digits only, checked by the organisation
	}
	return no + string(check)
}

// queryCode is six random digits, told once on the receipt.
func queryCode() string {
	n, _ := rand.Int(rand.Reader, big.NewInt(1_000_000)) // never fails (crypto/rand)
	return fmt.Sprintf("%06d", n.Int64())
}

func codeDigest(salt []byte, code string) string {
	sum := sha256.Sum256(append(append([]byte(nil), salt...), code...))
	return hex.EncodeToString(sum[:16])
}
