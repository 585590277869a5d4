package journey_test

import (
	"crypto/rand"
	"encoding/json"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"testing"

	"holon.example/holon/internal/journey"
	"holon.example/holon/internal/journey/wire"
)

// player does, as the people of the city, what visitors of the tour are asked to do.
type player struct {
	visit
	client *wire.Client
	at     *url.URL // where the scene has led
}

// must makes a call that succeeds.
func (p *player) must(t *testing.T, who string, r *wire.Request) *wire.Answer {
	t.Helper()
	req, err := p.client.Build(t.Context(), r, p.people[who])
	if err != nil {
		t.Fatal(err)
	}
	if req.Method == http.MethodPost {
		req.Header.Set(wire.IdempotencyKey, rand.Text())
	}
	a := p.client.Do(req, "")
	if a.Err != nil || a.Status > 299 {
		t.Fatalf("%s %s: %d %s %v", who, r.Op, a.Status, a.Body, a.Err)
	}
	return a
}

func (p *player) find(t *testing.T, a *wire.Answer, at string) string {
	t.Helper()
	v, ok := wire.Find(a.Value, at)
	if !ok {
		t.Fatalf("no %s in %s", at, a.Body)
	}
	return wire.Show(v)
}

// task is the step of a kind in an officer's list, in the case the scene has led to, or in any.
func (p *player) task(t *testing.T, who, kind string) (task, of string) {
	t.Helper()
	a := p.must(t, who, wire.Call("listTasks").Ask("kind", kind).Ask("limit", "200"))
	cond := "items/0"
	if id := path.Base(p.at.Path); id != "" && id[0] >= '0' && id[0] <= '9' {
		cond = "items/ref.id=" + id
	}
	return p.find(t, a, cond+"/id"), p.find(t, a, cond+"/ref/id")
}

func (p *player) says(t *testing.T, who, kind, op, result string) {
	t.Helper()
	task, of := p.task(t, who, kind)
	p.must(t, who, wire.Call(op).At("id", of).With(map[string]any{"task": task, "result": result, "text": "符合规定，同意办理"}))
}

// acts are what is to be done in each scene.
var acts = map[string]func(t *testing.T, p *player){
	"elder": func(t *testing.T, p *player) {
		var e map[string]any
		if err := journey.Script("elder", &e); err != nil {
			t.Fatal(err)
		}
		p.must(t, "clerk", wire.Call("submitApplication").With(map[string]any{"draft": p.at.Query().Get("draft"), "division": e["division"], "item": e["item"], "answers": e["answers"]}))
	},
	"fire": func(t *testing.T, p *player) { p.says(t, "fire-handler", "opinion", "giveOpinion", "grant") },
	"signboard": func(t *testing.T, p *player) {
		id := path.Base(p.at.Path)
		a := p.must(t, "owner", wire.Call("getCase").At("id", id))
		p.must(t, "owner", wire.Call("supplement").At("id", id).With(map[string]any{"matter": p.find(t, a, "matters/item=signboard/id"), "text": "招牌已下移三十厘米"}))
	},
	"uses": func(t *testing.T, p *player) {
		var used struct {
			Lines []struct{ Seq, Department json.Number }
		}
		a := p.must(t, "owner", wire.Call("whoUsedMyData").Ask("limit", "100"))
		if err := json.Unmarshal(a.Body, &used); err != nil {
			t.Fatal(err)
		}
		for _, l := range used.Lines {
			if l.Department != "" { // a unit answers for it
				p.must(t, "owner", wire.Call("objectUse").With(map[string]any{"line": l.Seq, "kind": "misuse", "text": "请说明为什么查看我的资料"}))
				return
			}
		}
		t.Fatalf("no unit has used anything: %s", a.Body)
	},
	"bureau": func(t *testing.T, p *player) { p.says(t, "market-approver", "decide", "decide", "grant") },
	"late":   func(t *testing.T, p *player) { p.says(t, "market-handler", "handle", "giveOpinion", "agree") },
	"mayor": func(t *testing.T, p *player) {
		task, of := p.task(t, "market-handler", "")
		p.must(t, "mayor", wire.Call("urgeTask").At("id", of).With(map[string]any{"task": task, "reason": "申请人等着开业"}))
	},
}

var stand = regexp.MustCompile(`id="scene-([a-z]+)">[^<]*</h2>\s*(?:<span class="badge badge-([a-z]+)")?`)

// stands reads off the page how far each scene is: "" not prepared, "info" ready, "ok" done.
func (p *player) stands(t *testing.T) map[string]string {
	t.Helper()
	_, _, body := p.page(t, "/tour", nil)
	out := map[string]string{}
	for _, m := range stand.FindAllStringSubmatch(body, -1) {
		out[m[1]] = m[2]
	}
	if len(out) != len(acts) {
		t.Fatalf("%d scenes: %s", len(out), body)
	}
	return out
}

// TestTourTicks: a scene is ticked when what is to be done in it has been done in the city, and not before;
// no scene is ticked by what belongs to another, in whatever order they are played.
func TestTourTicks(t *testing.T) {
	order := []string{"elder", "fire", "signboard", "uses", "bureau", "late", "mayor"}
	for engine, scenes := range map[string][]string{"sqlite": order, "postgres": {"mayor", "late", "bureau", "uses", "signboard", "fire", "elder"}} {
		if testing.Short() && engine == "postgres" {
			continue
		}
		t.Run(engine, func(t *testing.T) {
			p := &player{visit: tourSite(t, engine, true)}
			var err error
			if p.client, err = wire.Dial(t.Context(), p.url); err != nil {
				t.Fatal(err)
			}
			done := map[string]bool{}
			for _, scene := range scenes {
				_, at, _ := p.page(t, "/tour/"+scene, p.token(t))
				if p.at, err = url.Parse(at); err != nil {
					t.Fatal(err)
				}
				if got := p.stands(t)[scene]; got != "info" {
					t.Errorf("%s is prepared and stands as %q", scene, got)
				}
				acts[scene](t, p)
				done[scene] = true
				for name, is := range p.stands(t) {
					if (is == "ok") != done[name] {
						t.Errorf("after %s, %s stands as %q", scene, name, is)
					}
				}
			}
		})
	}
}
