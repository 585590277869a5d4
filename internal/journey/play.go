package journey

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"text/tabwriter"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/journey/wire"
)

// Step is one call of a story, and what was to be seen and was seen.
type Step struct {
	Who       string `json:"who"` // persona; empty: the public
	What      string `json:"what"`
	Operation string `json:"operation,omitempty"`
	Method    string `json:"method"`
	Path      string `json:"path"`
	Status    int    `json:"status"`
	Expected  string `json:"expected"`
	Seen      string `json:"seen"`
	OK        bool   `json:"ok"`
	Again     int    `json:"again,omitempty"` // how often it was asked once more, having got no answer
}

// Seal is what was computed from the published log after the story.
type Seal struct {
	Size int64  `json:"size"` // leaves
	Root string `json:"root"` // of the tree over them, base64
	OK   bool   `json:"ok"`   // the root is the one of the signed checkpoint
}

// Report is how a story went.
type Report struct {
	Name  string `json:"name"`
	OK    bool   `json:"ok"` // every step held and the seal verifies
	Steps []Step `json:"steps"`
	Seal  Seal   `json:"seal"`

	At gov.Time `json:"-"` // the site's clock at the end, where the story insisted
}

// Print writes the report as a table.
func (r *Report) Print(w io.Writer) error {
	t := tabwriter.NewWriter(w, 2, 4, 2, ' ', 0)
	for i, s := range r.Steps {
		mark := "ok"
		if !s.OK {
			mark = "FAILED"
		}
		who := s.Who
		if who == "" {
			who = "(anybody)"
		}
		_, _ = fmt.Fprintf(t, "%d\t%s\t%s\t%s\t%s %s\t%d\n", i+1, mark, who, s.What, s.Method, s.Path, s.Status)
		if !s.OK {
			_, _ = fmt.Fprintf(t, "\t\t\texpected: %s\n\t\t\tseen: %s\n", s.Expected, s.Seen)
		}
	}
	_, _ = fmt.Fprintf(t, "seal\t%v\t%d leaves\t%s\n", r.Seal.OK, r.Seal.Size, r.Seal.Root)
	return t.Flush()
}

// Count tells how many steps, the seal among them, held and did not.
func (r *Report) Count() (passed, failed int) {
	for _, s := range r.Steps {
		if s.OK {
			passed++
		} else {
			failed++
		}
	}
	if r.Seal.OK {
		return passed + 1, failed
	}
	return passed, failed + 1
}

// story is one whole story.
type story struct {
	play   func(p *play)
	goesOn bool // its steps do not hang on each other
}

var stories = map[string]story{}

// Names lists the stories there are.
func Names() (out []string) {
	for name := range stories {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

// ErrUnknown says that there is no story of that name.
var ErrUnknown = errors.New("there is no journey")

// Play plays a story on a site, and then computes the seal. An error says that it
// could not be played at all.
func Play(ctx context.Context, site Site, name string) (*Report, error) {
	return perform(ctx, site, name, nil)
}

func perform(ctx context.Context, site Site, name string, insist *insisting) (*Report, error) {
	st, ok := stories[name]
	if !ok {
		return nil, fmt.Errorf("%w %q, only %s", ErrUnknown, name, strings.Join(Names(), ", "))
	}
	c, err := wire.Dial(ctx, site.URL)
	if err != nil {
		return nil, err
	}
	p := &play{ctx: ctx, site: site, client: c, goesOn: st.goesOn, report: &Report{Name: name}, kept: map[string]string{}, told: map[int64][sha256.Size]byte{}, run: rand.Text() + "/", insist: insist}
	st.play(p)
	p.seal()
	if insist != nil {
		p.report.At = insist.now()
	}
	p.report.OK = !p.failed && p.report.Seal.OK && len(p.report.Steps) > 0
	return p.report, nil
}

// play is a story being played. After the first failed step nothing more is asked,
// unless the story goes on.
type play struct {
	ctx    context.Context
	site   Site
	client *wire.Client
	report *Report
	kept   map[string]string           // what later steps need: ids, codes
	told   map[int64][sha256.Size]byte // leaf index → hash of the event as the log's list gave it
	run    string                      // part of every key of this performance
	insist *insisting                  // nil: what is not answered fails
	goesOn bool
	failed bool
	last   int64    // highest leaf that a step has seen
	leaves [][]byte // leaf hashes, when the seal was computed

	mu sync.Mutex
}

func (p *play) stopped() bool { return p.failed && !p.goesOn }

// must plays a step that is answered with success.
func (p *play) must(who, what string, r *request, checks ...check) *answer {
	return p.step(who, what, r, append([]check{status(200, 201, 204)}, checks...))
}

// refused plays a step that is refused with a status and a clear message.
func (p *play) refused(want int, who, what string, r *request, checks ...check) {
	p.step(who, what, r, append([]check{status(want), told()}, checks...))
}

// step lets a person call, looks at the answer and notes both.
func (p *play) step(who, what string, r *request, checks []check) *answer {
	if p.stopped() {
		return &answer{}
	}
	s := Step{Who: who, What: what, Operation: r.Op}
	a := p.send(who, r, &s)
	p.judge(&s, a, checks)
	p.note(s)
	return a
}

func (p *play) send(who string, r *request, s *Step) *answer {
	token := ""
	if who != "" {
		persona, ok := p.site.persona(who)
		if !ok {
			return &answer{Err: fmt.Errorf("nobody called %s is there", who)}
		}
		token = persona.Token
	}
	p.key(r)
	if key := r.Header.Get(wire.IdempotencyKey); key != "" && !strings.HasPrefix(key, p.run) {
		r.Keyed(p.run + key) // a site may see a story more than once
	}
	return p.ask(r, token, s)
}

func (p *play) judge(s *Step, a *answer, checks []check) {
	s.Status, s.OK = a.Status, a.Err == nil
	var expected, seen []string
	for _, c := range checks {
		expected = append(expected, c.Expected)
		if a.Err != nil {
			continue
		}
		got, ok := c.Look(a)
		seen = append(seen, got)
		s.OK = s.OK && ok
	}
	if a.Err != nil {
		seen = append(seen, a.Err.Error())
	} else if !s.OK {
		seen = append(seen, clip(string(a.Body)))
	}
	s.Expected, s.Seen = strings.Join(expected, "; "), strings.Join(seen, "; ")
}

// note keeps a step in the report.
func (p *play) note(s Step) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.report.Steps = append(p.report.Steps, s)
	if !s.OK {
		p.failed = true
	}
}

// holds notes a step that is no call: what was found out about answers.
func (p *play) holds(who, what, expected, seen string) {
	if !p.stopped() {
		p.note(Step{Who: who, What: what, Expected: expected, Seen: clip(seen), OK: expected == seen})
	}
}

// keep remembers a value of an answer for later steps; one that is missing fails
// the story.
func (p *play) keep(name string, a *answer, path string) string {
	if p.stopped() {
		return ""
	}
	got, ok := find(a.Value, path)
	text := show(got)
	if !ok || text == "" {
		p.note(Step{What: "keeps " + name, Expected: path + " is there", Seen: clip(string(a.Body))})
		return ""
	}
	p.kept[name] = text
	return text
}
