package shelf_test

import (
	"fmt"
	"strings"
	"testing"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act/acttest"
	"holon.example/holon/internal/infra/sqldb"
	"holon.example/holon/internal/infra/todo/shelf"
)

func of(t *testing.T, s *acttest.Spine, who gov.Actor, k shelf.Kind) (names []string) {
	t.Helper()
	if err := s.DB.Read(t.Context(), func(q *sqldb.Q) error {
		list, err := shelf.Of(t.Context(), q, who, k)
		for _, x := range list {
			names = append(names, x.Name)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return names
}

func TestFiltersAndPhrasesAreKept(t *testing.T) {
	acttest.Each(t, func(t *testing.T, s *acttest.Spine) {
		ctx, me, mate, far := t.Context(), acttest.Officer(11), acttest.Officer(12), acttest.Officer(13)
		far.Department = 99
		save := func(who gov.Actor, x shelf.Template) (*shelf.Template, error) {
			return shelf.Save(ctx, s.Engine, who, "", x)
		}
		for path, x := range map[string]shelf.Template{
			"name":   {Kind: shelf.Filter, Text: "lamp=overdue"},
			"long":   {Kind: shelf.Filter, Name: strings.Repeat("长", 31), Text: "lamp=overdue"},
			"filter": {Kind: shelf.Filter, Name: "x", Text: "lamp=%zz"},
			"use":    {Kind: shelf.Phrase, Name: "x", Text: "y", Use: "joke"},
			"words":  {Kind: shelf.Phrase, Name: "x", Text: " ", Use: "refuse"},
			"kind":   {Kind: "other", Name: "x", Text: "y"},
		} {
			if _, err := save(me, x); gov.KindOf(err) != gov.KindInvalid {
				t.Errorf("%s: %v", path, err)
			}
		}
		f, err := save(me, shelf.Template{Kind: shelf.Filter, Name: " 快到期的 ", Text: "sort=due&lamp=due_soon&after=9&evil=1"})
		if err != nil || f.Name != "快到期的" || f.Text != "lamp=due_soon&sort=due" {
			t.Fatalf("%+v %v", f, err)
		}
		again, err := save(me, shelf.Template{Kind: shelf.Filter, Name: "快到期的", Text: "lamp=overdue", Shared: true})
		if err != nil || again.ID != f.ID || again.Rev != 2 {
			t.Fatalf("the same name made another: %+v %v", again, err)
		}
		if _, err := save(me, shelf.Template{Kind: shelf.Phrase, Name: "不予", Use: "refuse", Text: "不符合条件。"}); err != nil {
			t.Fatal(err)
		}
		for who, want := range map[*gov.Actor]string{&me: "[快到期的][不予]", &mate: "[快到期的][]", &far: "[][]"} {
			if got := fmt.Sprint(of(t, s, *who, shelf.Filter)) + fmt.Sprint(of(t, s, *who, shelf.Phrase)); got != want {
				t.Errorf("%s sees %s, want %s", who.Account, got, want)
			}
		}
		if err := shelf.Drop(ctx, s.Engine, me, "", f.ID); err != nil {
			t.Fatal(err)
		}
		if err := shelf.Drop(ctx, s.Engine, me, "", f.ID); gov.KindOf(err) != gov.KindNotFound {
			t.Errorf("dropped twice: %v", err)
		}
		for n := range 40 {
			if _, err := save(me, shelf.Template{Kind: shelf.Filter, Name: fmt.Sprint(n), Text: "lamp=normal"}); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := save(me, shelf.Template{Kind: shelf.Filter, Name: "one more", Text: "lamp=normal"}); gov.KindOf(err) != gov.KindConflict {
			t.Errorf("a full shelf: %v", err)
		}
		s.MustVerify(t)
	}, shelf.Migrations)
}
