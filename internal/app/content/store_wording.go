package content

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"holon.example/holon/internal/business/matter"
	"holon.example/holon/internal/business/matter/reword"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/locale"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/sqldb"
)

// WordingChanged is the event of a new version of a site's own words.
const WordingChanged = "wording.changed"

var wordingTable = sqldb.NewTable("content_wording", "", "id", "kind", "ref", "version", "made", "account", "words")

func scanWording(s sqldb.Scanner) (*reword.Wording, error) {
	w := &reword.Wording{}
	var words string
	var rev int64
	if err := s.Scan(&w.ID, &w.Kind, &w.Ref, &w.Version, &w.Made, &w.Account, &words, &rev); err != nil {
		return nil, err
	}
	if err := json.Unmarshal([]byte(words), &w.Words); err != nil {
		return nil, fmt.Errorf("wording: %w", err)
	}
	return w, nil
}

func readWordings(ctx context.Context, q *sqldb.Q) ([]*reword.Wording, error) {
	return sqldb.All(ctx, q, scanWording, wordingTable.Select("id > 0 ORDER BY kind, ref, version"))
}

// Wordings gives the versions of the site's own words of a letter or message, the oldest
// first.
func (j *Joined) Wordings(kind, ref string) (out []*reword.Wording) {
	for _, w := range j.words {
		if w.Kind == kind && w.Ref == ref {
			out = append(out, w)
		}
	}
	return out
}

// latest gives the version that holds at an instant (0: now); nil where there is none or
// it was withdrawn.
func (j *Joined) latest(kind, ref string, at gov.Time) *reword.Wording {
	list := j.Wordings(kind, ref)
	for _, w := range slices.Backward(list) {
		if at == 0 || w.Made <= at {
			if w.Words.Withdrawn {
				return nil
			}
			return w
		}
	}
	return nil
}

// reword puts the site's own words into the letters of a pack. What the pack brought is
// kept for who edits.
func (j *Joined) reword(p *matter.Pack) []matter.Finding {
	var all []matter.Finding
	for id, l := range p.Letters {
		ref := p.ID + "/" + id
		j.own[ref] = l
		if w := j.latest(reword.OfLetter, ref, 0); w != nil {
			worded, found := l.Reworded(w.Words)
			for _, f := range matter.Errors(found) {
				f.Where = p.ID + "/" + f.Where
				all = append(all, f)
			}
			p.Letters[id] = worded
		}
	}
	return all
}

// Own gives a letter as its pack brought it; nil where there is none.
func (j *Joined) Own(ref string) *matter.Letter { return j.own[ref] }

// Message gives the site's own words of a message that was made at an instant; false
// where it has none and the program's words hold.
func (j *Joined) Message(lang locale.Lang, kind string, made gov.Time) (title, text string, ok bool) {
	w := j.latest(reword.OfMessage, kind, made)
	if w == nil {
		return "", "", false
	}
	return w.Words.Title.In(string(lang)), w.Words.Text.In(string(lang)), true
}

// Reword writes a new version of the site's own words (action changeWording). Words that
// break a rule are refused with what is wrong, and letters already written keep theirs.
func (s *Store) Reword(ctx context.Context, who gov.Actor, key string, w reword.Wording) (*reword.Wording, error) {
	cmd := act.Command{Action: "changeWording", Actor: who, Key: key, Input: w, Claims: []string{stream}}
	var joined *Joined
	out, err := act.Do(ctx, s.eng, cmd, func(p *act.Prep) (*reword.Wording, error) {
		if err := p.Authorise(act.Resource{Type: "Pack", ID: w.Ref}); err != nil {
			return nil, err
		}
		if err := s.Now().Check(w); err != nil {
			return nil, err
		}
		packs, err := readPacks(ctx, p.Q())
		if err != nil {
			return nil, err
		}
		words, err := readWordings(ctx, p.Q())
		if err != nil {
			return nil, err
		}
		fresh := &reword.Wording{ID: p.NewID(), Kind: w.Kind, Ref: w.Ref, Version: 1, Made: p.Now(), Account: who.Account, Words: w.Words}
		for _, old := range words {
			if old.Kind == w.Kind && old.Ref == w.Ref {
				fresh.Version = old.Version + 1
			}
		}
		if joined, err = s.whole(packs, append(words, fresh)); err != nil {
			return nil, err
		}
		text, err := json.Marshal(fresh.Words)
		if err != nil {
			return nil, err
		}
		if err := p.Insert(wordingTable, []any{fresh.ID, fresh.Kind, fresh.Ref, fresh.Version, fresh.Made, fresh.Account, string(text)}); err != nil {
			return nil, err
		}
		return fresh, p.Event(WordingChanged, stream, seal.Data{"kind": fresh.Kind, "ref": fresh.Ref, "version": fresh.Version})
	})
	if err != nil {
		return nil, err
	}
	if joined == nil { // the same key again
		return out, s.Reload(ctx)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now.Store(joined)
	return out, nil
}

// whole joins packs and words that must fit together.
func (s *Store) whole(packs []*Installed, words []*reword.Wording) (*Joined, error) {
	j, findings, err := join(packs, words)
	if err != nil {
		return nil, err
	}
	if bad := matter.Errors(findings); len(bad) > 0 {
		return nil, refused(bad)
	}
	for _, p := range packs {
		j.mark += p.rev
	}
	j.mark += int64(len(words))
	return j, nil
}

// Check tells what is wrong with words before they are written.
func (j *Joined) Check(w reword.Wording) error {
	bad := gov.Invalid("wording.refused")
	switch w.Kind {
	case reword.OfLetter:
		own := j.Own(w.Ref)
		if own == nil {
			return gov.NotFound("wording.none")
		}
		if w.Words.Withdrawn {
			return nil
		}
		_, found := own.Reworded(w.Words)
		for _, f := range matter.Errors(found) {
			bad.Fields = append(bad.Fields, gov.Field{Path: "body", Key: f.Code, Args: f.Args})
		}
	case reword.OfMessage:
		if !locale.Has("message.text." + w.Ref) {
			return gov.NotFound("wording.none")
		}
		if w.Words.Withdrawn {
			return nil
		}
		checkMessage(bad, w)
	default:
		return gov.NotFound("wording.none")
	}
	if len(bad.Fields) > 0 {
		return bad
	}
	return nil
}

const maxMessage = 600

// checkMessage wants both languages, and no field that a message does not have.
func checkMessage(bad *gov.Error, w reword.Wording) {
	for field, text := range map[string]string{"title_zh": w.Words.Title.Zh, "title_en": w.Words.Title.En, "text_zh": w.Words.Text.Zh, "text_en": w.Words.Text.En} {
		lang := locale.Lang(field[strings.LastIndexByte(field, '_')+1:])
		family := "message." + field[:strings.IndexByte(field, '_')] + "."
		if strings.TrimSpace(text) == "" || len(text) > maxMessage {
			bad.At(field, "wording.message")
			continue
		}
		allowed := locale.Fields(lang, family+w.Ref)
		used, err := locale.FieldsOf(text)
		if err != nil || slices.ContainsFunc(used, func(n string) bool { return !slices.Contains(allowed, n) }) {
			bad.At(field, "wording.field")
		}
	}
}
