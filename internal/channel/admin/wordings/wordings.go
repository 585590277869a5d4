package wordings

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"

	"holon.example/holon/internal/business/matter"
	"holon.example/holon/internal/business/matter/reword"
	"holon.example/holon/internal/channel/admin"
	"holon.example/holon/internal/channel/desk/room"
	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/locale"
)

// Shelf is the content as it stands.
type Shelf interface {
	Own(ref string) *matter.Letter
	Wordings(kind, ref string) []*reword.Wording
	Check(w reword.Wording) error
}

// Config is what the pages need; app fills it.
type Config struct {
	Office  admin.Office
	Now     func() Shelf
	Library func() *matter.Library
	Reword  func(ctx context.Context, who gov.Actor, key string, w reword.Wording) (*reword.Wording, error)
}

type pages struct {
	Config
	admin.Office
}

// Mount registers the pages.
func Mount(c Config) {
	p := &pages{c, c.Office}
	p.Page("GET /admin/wordings", p.list)
	p.Page("GET /admin/wordings/letter/{pack}/{letter}", p.letter)
	p.Form("POST /admin/wordings/letter/{pack}/{letter}", p.changeLetter)
	p.Page("GET /admin/wordings/message/{kind}", p.message)
	p.Form("POST /admin/wordings/message/{kind}", p.changeMessage)
}

const home = "/admin/wordings"

// line is a template in the list.
type line struct {
	Name, Ref string
	Address   string
	Version   int64 // of the site's own words; 0: none hold
}

// roll is the page of the list.
type roll struct {
	*room.Request
	Letters  []line
	Messages []line
}

func (p *pages) list(rq *room.Request) error {
	r := &roll{Request: rq}
	now := p.Now()
	for _, pack := range p.Library().Packs() {
		for id, l := range pack.Letters {
			ref := pack.ID + "/" + id
			r.Letters = append(r.Letters, line{l.Name.In(string(rq.Lang)), ref, home + "/letter/" + ref, version(now.Wordings(reword.OfLetter, ref))})
		}
	}
	slices.SortFunc(r.Letters, func(a, b line) int { return strings.Compare(a.Ref, b.Ref) })
	for _, key := range locale.Keys() {
		if kind, ok := strings.CutPrefix(key, "message.title."); ok {
			r.Messages = append(r.Messages, line{rq.T(key), kind, home + "/message/" + kind, version(now.Wordings(reword.OfMessage, kind))})
		}
	}
	return p.Render(rq, room.Show{Here: "wordings", Title: rq.T("desk.menu_wordings"), Show: admin.Show(rollPage(r))})
}

// version is that of the words that hold.
func version(list []*reword.Wording) int64 {
	if len(list) == 0 || list[len(list)-1].Words.Withdrawn {
		return 0
	}
	return list[len(list)-1].Version
}

// sheet is the page of one template.
type sheet struct {
	*room.Request
	Name    string
	Action  string
	Letter  *matter.Letter // as the pack brought it; nil: a message
	Kind    string         // of a message
	History []*reword.Wording
	Version int64
	Form    parts.Form
	Preview []string // paragraphs over an example
	Title   string   // of the preview
	Fields  []field
	Fault   *parts.Fault
}

// field is what a template may put in.
type field struct{ Name, Label string }

func (p *pages) letter(rq *room.Request) error {
	s, err := p.openLetter(rq)
	if err != nil {
		return err
	}
	return p.show(rq, s)
}

func (p *pages) openLetter(rq *room.Request) (*sheet, error) {
	ref := rq.R.PathValue("pack") + "/" + rq.R.PathValue("letter")
	now := p.Now()
	own := now.Own(ref)
	if own == nil {
		return nil, gov.NotFound("wording.none")
	}
	s := &sheet{Request: rq, Letter: own, Name: own.Name.In(string(rq.Lang)), Action: home + "/letter/" + ref, History: now.Wordings(reword.OfLetter, ref)}
	s.Version = version(s.History)
	words := reword.Words{Title: own.Name, Salute: own.Salute, Body: own.Body, Close: own.Close}
	if s.Version > 0 {
		words = s.History[len(s.History)-1].Words
	}
	s.Form = parts.Form{ID: "words", Given: url.Values{"title": {words.Title.Zh}, "salute": {words.Salute}, "body": {strings.Join(words.Body, "\n")}, "close": {words.Close}}}
	for _, f := range own.Fields {
		s.Fields = append(s.Fields, field{f.Name, f.Label.In(string(rq.Lang))})
	}
	return s, nil
}

func (p *pages) show(rq *room.Request, s *sheet) error {
	body := letterPage(s)
	if s.Letter == nil {
		body = messagePage(s)
	}
	return p.Render(rq, room.Show{Here: "wordings", Title: s.Name, Back: home, Fault: s.Fault, Show: admin.Show(body)})
}

// letterWords reads the form of a letter: a line is a paragraph.
func letterWords(form url.Values) reword.Words {
	w := reword.Words{Title: matter.Text{Zh: strings.TrimSpace(form.Get("title"))}, Salute: strings.TrimSpace(form.Get("salute")), Close: strings.TrimSpace(form.Get("close"))}
	for l := range strings.Lines(form.Get("body")) {
		if l = strings.TrimSpace(l); l != "" {
			w.Body = append(w.Body, l)
		}
	}
	return w
}

func (p *pages) changeLetter(rq *room.Request, form url.Values) error {
	s, err := p.openLetter(rq)
	if err != nil {
		return err
	}
	w := reword.Wording{Kind: reword.OfLetter, Ref: strings.TrimPrefix(s.Action, home+"/letter/"), Words: letterWords(form)}
	return p.change(rq, form, s, w)
}

// change previews words, writes them, or lets those of the pack hold again.
func (p *pages) change(rq *room.Request, form url.Values, s *sheet, w reword.Wording) error {
	if form.Get("do") == "withdraw" {
		w.Words = reword.Words{Withdrawn: true}
	} else {
		s.Form.Given = form
	}
	err := p.Now().Check(w)
	if err == nil && form.Get("do") == "preview" {
		s.example(w)
		return p.show(rq, s)
	}
	if err == nil {
		_, err = p.Reword(rq.R.Context(), rq.Who, form.Get("key"), w)
	}
	if err != nil {
		if s.Fault, s.Form, err = admin.Refused(rq, unfold(err)); err != nil {
			return err
		}
		return p.show(rq, s)
	}
	return rq.Go(s.Action + "?done=reworded")
}

// unfold keeps one error of a field: a form shows one.
func unfold(err error) error {
	e, ok := errors.AsType[*gov.Error](err)
	if !ok {
		return err
	}
	out := *e
	out.Fields = nil
	for _, f := range e.Fields {
		if !slices.ContainsFunc(out.Fields, func(o gov.Field) bool { return o.Path == f.Path }) {
			out.Fields = append(out.Fields, f)
		}
	}
	return &out
}

// example fills the words in with what stands for each field.
func (s *sheet) example(w reword.Wording) {
	if s.Letter == nil {
		args := map[string]any{"no": "HT2026112300017", "item": s.T("admin.example_item"), "due": gov.Date("2026-12-15"), "until": gov.Date("2027-11-22")}
		s.Title = locale.Fill(s.Lang, w.Words.Title.In(string(s.Lang)), args)
		s.Preview = []string{locale.Fill(s.Lang, w.Words.Text.In(string(s.Lang)), args)}
		return
	}
	worded, _ := s.Letter.Reworded(w.Words)
	values := map[string]string{}
	for _, f := range s.Letter.Fields {
		values[f.Name] = s.T("admin.example_value", "label", f.Label.Zh)
	}
	s.Title = worded.Name.Zh
	s.Preview, _ = worded.Fill(values)
}

func (p *pages) message(rq *room.Request) error {
	s, err := p.openMessage(rq)
	if err != nil {
		return err
	}
	return p.show(rq, s)
}

func (p *pages) openMessage(rq *room.Request) (*sheet, error) {
	kind := rq.R.PathValue("kind")
	if !locale.Has("message.text." + kind) {
		return nil, gov.NotFound("wording.none")
	}
	s := &sheet{Request: rq, Kind: kind, Name: rq.T("message.title." + kind), Action: home + "/message/" + kind, History: p.Now().Wordings(reword.OfMessage, kind)}
	s.Version = version(s.History)
	given := url.Values{}
	for _, l := range locale.Langs() {
		given.Set("title_"+string(l), locale.Source(l, "message.title."+kind))
		given.Set("text_"+string(l), locale.Source(l, "message.text."+kind))
	}
	if s.Version > 0 {
		w := s.History[len(s.History)-1].Words
		given = url.Values{"title_zh": {w.Title.Zh}, "title_en": {w.Title.En}, "text_zh": {w.Text.Zh}, "text_en": {w.Text.En}}
	}
	s.Form = parts.Form{ID: "words", Given: given}
	for _, f := range locale.Fields(rq.Lang, "message.text."+kind) {
		name, _, _ := strings.Cut(f, ":")
		s.Fields = append(s.Fields, field{f, rq.T("admin.message_field." + name)})
	}
	return s, nil
}

func (p *pages) changeMessage(rq *room.Request, form url.Values) error {
	s, err := p.openMessage(rq)
	if err != nil {
		return err
	}
	t := func(name string) matter.Text {
		return matter.Text{Zh: strings.TrimSpace(form.Get(name + "_zh")), En: strings.TrimSpace(form.Get(name + "_en"))}
	}
	w := reword.Wording{Kind: reword.OfMessage, Ref: s.Kind, Words: reword.Words{Title: t("title"), Text: t("text")}}
	return p.change(rq, form, s, w)
}
