package entry

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"holon.example/holon/internal/business/casework/apply"
	"holon.example/holon/internal/business/matter"
	"holon.example/holon/internal/channel/portal/front"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/blob"
	"holon.example/holon/internal/infra/cabinet/cabinetweb"
	"holon.example/holon/internal/infra/ident/identweb"
)

// Limits of one sending of files.
const (
	maxParts = 60
	maxSent  = 200 << 20
	maxValue = 4 << 10
	maxFiles = 60 // of one draft
)

// filesPage is the page of the materials.
type filesPage struct {
	*draftPage
	Asked  []matter.Material // to be uploaded
	Spared []matter.Material // that are not
}

// upload is where the form of files is sent: its token stands in the address, because
// the body is read as it comes in.
func (p *filesPage) upload() string {
	return "/draft/" + p.Draft.ID.String() + "/files?" + url.Values{identweb.FieldCSRF: {p.CSRF}}.Encode()
}

func (d *Desk) files(rq *front.Request) error {
	p, done, err := d.open(rq)
	if done || err != nil {
		return err
	}
	return d.shelf(rq, p)
}

func (d *Desk) shelf(rq *front.Request, p *draftPage) error {
	if p.sit.Open != nil || !p.at("files", "") {
		return rq.Go("/draft/" + p.Draft.ID.String())
	}
	f := &filesPage{draftPage: p, Asked: p.out.Plan().Submit()}
	for _, m := range p.out.Plan().Materials {
		if !m.Submitted() {
			f.Spared = append(f.Spared, m)
		}
	}
	return d.Front.Show(rq, front.Sheet{Here: "find", Title: p.T("entry.files"), Body: shelfPage(f), Fault: p.Fault, Scripts: []string{"upload.js"}})
}

// hand takes files in, as many as were chosen, and then goes on or stays. A file that
// will not do is told beside its field; the others are kept.
func (d *Desk) hand(rq *front.Request) error {
	p, done, err := d.open(rq)
	if done || err != nil {
		return err
	}
	if p.sit.Open != nil || !p.at("files", "") {
		return rq.Go("/draft/" + p.Draft.ID.String())
	}
	rq.R.Body = http.MaxBytesReader(rq.W, rq.R.Body, maxSent)
	got, values, refused := d.read(rq, p)
	if len(got) > 0 {
		if p.Draft, err = d.add(rq, p, got...); err != nil {
			return err
		}
	}
	if refused != nil {
		if err := p.again(refused, values); err != nil {
			return err
		}
		return d.shelf(rq, p)
	}
	switch {
	case values.Has("later"):
		return rq.Go("/?done=draft")
	case values.Has("next"):
		if missing := p.missing(); len(missing) > 0 {
			bad := gov.Invalid("entry.files_missing")
			for _, m := range missing {
				bad = bad.At("file."+m.ID, "entry.file_missing")
			}
			if err := p.again(bad, values); err != nil {
				return err
			}
			return d.shelf(rq, p)
		}
		return rq.Go(p.after())
	}
	return rq.Go(p.path(p.Steps[p.Here]))
}

// read takes the parts of a form of files one after the other.
func (d *Desk) read(rq *front.Request, p *draftPage) (got []apply.Given, values url.Values, refused error) {
	values = url.Values{}
	mr, err := rq.R.MultipartReader()
	if err != nil {
		return nil, values, gov.Invalid("error.invalid")
	}
	bad := gov.Invalid("entry.files_wrong")
	for range maxParts {
		part, err := mr.NextPart()
		if errors.Is(err, io.EOF) {
			if len(bad.Fields) > 0 {
				refused = bad
			}
			return got, values, refused
		}
		if err != nil {
			return got, values, broken(err)
		}
		code, isFile := strings.CutPrefix(part.FormName(), "file.")
		if !isFile {
			b, err := io.ReadAll(io.LimitReader(part, maxValue))
			if err != nil {
				return got, values, broken(err)
			}
			values.Add(part.FormName(), string(b))
			continue
		}
		g, err := d.take(rq, p, part, code, part.FileName())
		if err == nil && g.Blob != "" {
			got = append(got, g)
		}
		if err != nil && !collect(bad, "file."+code, err) {
			return got, values, err
		}
	}
	return got, values, &gov.Error{Kind: gov.KindTooLarge, Key: "error.too_large"}
}

// collect puts what is wrong with a file beside its field.
func collect(bad *gov.Error, field string, err error) bool {
	e, ok := errors.AsType[*gov.Error](err)
	if !ok || e.Kind != gov.KindInvalid && e.Kind != gov.KindTooLarge {
		return false
	}
	bad.Fields = append(bad.Fields, gov.Field{Path: field, Key: e.Key, Args: e.Args})
	return true
}

// take keeps one file for a material of the application. A field in which no file was
// chosen gives none.
func (d *Desk) take(rq *front.Request, p *draftPage, body io.Reader, code, name string) (apply.Given, error) {
	if name == "" {
		return apply.Given{}, nil
	}
	if !slices.ContainsFunc(p.out.Plan().Submit(), func(m matter.Material) bool { return m.ID == code }) {
		return apply.Given{}, gov.Invalid("case.material.not_asked")
	}
	info, err := d.Upload(rq.R.Context(), p.who, p.Draft.ID, body)
	if err != nil {
		return apply.Given{}, err
	}
	return apply.Given{Code: code, Name: blob.CleanName(name, info.Type), Blob: string(info.Ref), Type: info.Type, Size: info.Size}, nil
}

// add puts files into the draft, behind those that are there; the same file for the same
// material stands once.
func (d *Desk) add(rq *front.Request, p *draftPage, got ...apply.Given) (*apply.Draft, error) {
	known := p.Draft.Known
	draft, err := d.Cases.Drafts().Change(rq.R.Context(), p.who, apply.Edit{Draft: p.Draft.ID}, func(c *apply.Content) error {
		for _, g := range got {
			if !slices.ContainsFunc(c.Given, func(o apply.Given) bool { return o.Code == g.Code && o.Blob == g.Blob }) {
				c.Given = append(c.Given, g)
			}
		}
		if len(c.Given) > maxFiles {
			return gov.Invalid("case.material.too_many")
		}
		return nil
	})
	if err == nil {
		draft.Known = known
	}
	return draft, err
}

func broken(err error) error {
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return &gov.Error{Kind: gov.KindTooLarge, Key: "error.too_large"}
	}
	return gov.Invalid("entry.broken_off").Because(err)
}

// remove takes a file out of the draft.
func (d *Desk) remove(rq *front.Request) error {
	p, done, err := d.open(rq)
	if done || err != nil {
		return err
	}
	if err := rq.R.ParseForm(); err != nil {
		return gov.Invalid("error.invalid")
	}
	code, address := rq.R.PostForm.Get("code"), rq.R.PostForm.Get("blob")
	_, err = d.Cases.Drafts().Change(rq.R.Context(), p.who, apply.Edit{Draft: p.Draft.ID}, func(c *apply.Content) error {
		c.Given = slices.DeleteFunc(c.Given, func(g apply.Given) bool { return g.Code == code && g.Blob == address })
		return nil
	})
	if err != nil {
		return err
	}
	return rq.Go(p.path(stop{Kind: "files"}))
}

// show sends a file of the draft, as it was handed in: a photo with its orientation.
func (d *Desk) show(rq *front.Request) error {
	p, done, err := d.open(rq)
	if done || err != nil {
		return err
	}
	address := rq.R.PathValue("blob")
	i := slices.IndexFunc(p.Draft.Given, func(g apply.Given) bool { return g.Blob == address })
	if i < 0 {
		return gov.NotFound("blob.not_found")
	}
	f, err := d.File(rq.R.Context(), p.who, p.Draft.ID, address)
	if err != nil {
		return err
	}
	f.Name = p.Draft.Given[i].Name
	cabinetweb.Send(rq.W, rq.R, f, true)
	return nil
}

// pieces tells how many pieces of a file are there.
func (d *Desk) pieces(rq *front.Request) error {
	who, draft, err := d.sender(rq)
	if err != nil {
		return err
	}
	n, err := d.Cases.Drafts().Pieces(rq.R.Context(), who, draft, rq.R.PathValue("file"))
	if err != nil {
		return err
	}
	return count(rq.W, n)
}

// sender is who sends pieces, and of which draft; a script asks and signs nobody in.
func (d *Desk) sender(rq *front.Request) (who gov.Actor, draft gov.ID, err error) {
	if who, err = rq.Signed(); err == nil {
		draft, err = rq.Number("draft")
	}
	return who, draft, err
}

func count(w http.ResponseWriter, n int) error {
	w.Header().Set("Content-Type", "application/json")
	_, err := io.WriteString(w, `{"have":`+strconv.Itoa(n)+`}`)
	return err
}

// piece takes one piece of a file.
func (d *Desk) piece(rq *front.Request) error {
	who, draft, err := d.sender(rq)
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(rq.R.PathValue("n"))
	if err != nil {
		return gov.NotFound("error.not_found")
	}
	body, err := io.ReadAll(http.MaxBytesReader(rq.W, rq.R.Body, apply.PieceSize))
	if err != nil {
		return broken(err)
	}
	have, err := d.Cases.Drafts().PutPiece(rq.R.Context(), who, apply.Piece{Draft: draft, File: rq.R.PathValue("file"), N: n, Body: body})
	if err != nil {
		return err
	}
	return count(rq.W, have)
}

// join makes one file of its pieces and puts it into the draft.
func (d *Desk) join(rq *front.Request) error {
	if _, err := rq.Signed(); err != nil {
		return err
	}
	p, done, err := d.open(rq)
	if done || err != nil {
		return err
	}
	if err := rq.R.ParseForm(); err != nil {
		return gov.Invalid("error.invalid")
	}
	if p.sit.Open != nil {
		return gov.NotFound("error.not_found")
	}
	desk, file := d.Cases.Drafts(), rq.R.PathValue("file")
	n, err := desk.Pieces(rq.R.Context(), p.who, p.Draft.ID, file)
	if err != nil {
		return err
	}
	if want, err := strconv.Atoi(rq.R.PostForm.Get("pieces")); err != nil || want != n || n == 0 {
		return gov.Conflict("draft.piece_gap")
	}
	g, err := d.take(rq, p, desk.Whole(rq.R.Context(), p.Draft.ID, file, n), rq.R.PostForm.Get("code"), rq.R.PostForm.Get("name"))
	if err == nil && g.Blob == "" {
		err = gov.Invalid("error.invalid")
	}
	if gone := desk.DropPieces(rq.R.Context(), p.who, p.Draft.ID, file); err == nil {
		err = gone
	}
	if err == nil {
		_, err = d.add(rq, p, g)
	}
	if err != nil {
		return err
	}
	rq.W.WriteHeader(http.StatusNoContent)
	return nil
}
