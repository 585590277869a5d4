package admin

import (
	"context"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"holon.example/holon/internal/channel/desk/room"
	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
)

// Show puts the body of a page under the style sheet of administrators.
func Show(body templ.Component) parts.Show {
	return parts.Show{Body: body, Sheets: []string{"admin.css"}}
}

// Office is a room of which each page asks the policies before it is shown.
type Office struct {
	*room.Room
	Action string // what one must be permitted to see a page
	Type   string // and of what, as the policies name it
}

// Page registers a page that is only looked at.
func (o Office) Page(pattern string, h func(*room.Request) error) {
	o.Route(pattern, o.allowed(h))
}

// Form registers where a form goes. The use case behind it authorises; this asks
// first, because what a form brings is read and checked before.
func (o Office) Form(pattern string, h func(rq *room.Request, form url.Values) error) {
	o.Route(pattern, o.allowed(func(rq *room.Request) error {
		form, err := rq.Sent()
		if err != nil {
			return err
		}
		return h(rq, form)
	}))
}

// allowed lets only those in who may; a refusal is recorded.
func (o Office) allowed(h func(*room.Request) error) func(*room.Request) error {
	return func(rq *room.Request) error {
		if err := o.admit(rq.R.Context(), rq.Who); err != nil {
			return err
		}
		return h(rq)
	}
}

func (o Office) admit(ctx context.Context, who gov.Actor) error {
	what := act.Resource{Type: o.Type}
	ok, err := o.May(ctx, who, o.Action, what)
	if err != nil || ok {
		return err
	}
	_, err = act.Do(ctx, o.Engine, act.Command{Action: o.Action, Actor: who}, func(p *act.Prep) (bool, error) {
		return false, p.Authorise(what)
	})
	return err
}

// Bounds of a form that brings a file.
const (
	maxParts = 40
	maxValue = 64 << 10
)

// File registers where a form with one file goes; a body beyond most bytes is refused.
func (o Office) File(pattern string, most int64, h func(rq *room.Request, form url.Values, file []byte) error) {
	o.Upload(pattern, o.allowed(func(rq *room.Request) error {
		rq.R.Body = http.MaxBytesReader(rq.W, rq.R.Body, most+maxParts*maxValue)
		form, file, err := read(rq.R, most)
		if err != nil {
			return err
		}
		rq.R.PostForm = form
		return h(rq, form, file)
	}))
}

// read takes a form apart; its one file is field "file".
func read(r *http.Request, most int64) (form url.Values, file []byte, err error) {
	mr, err := r.MultipartReader()
	if err != nil {
		return nil, nil, gov.Invalid("error.invalid")
	}
	form = url.Values{}
	for range maxParts {
		part, err := mr.NextPart()
		if errors.Is(err, io.EOF) {
			return form, file, nil
		}
		if err != nil {
			return nil, nil, broken(err)
		}
		if part.FormName() == "file" {
			if file, err = whole(part, most); err != nil {
				return nil, nil, err
			}
			continue
		}
		b, err := io.ReadAll(io.LimitReader(part, maxValue))
		if err != nil {
			return nil, nil, broken(err)
		}
		form.Add(part.FormName(), strings.ToValidUTF8(strings.ReplaceAll(string(b), "\x00", ""), ""))
	}
	return nil, nil, tooLarge()
}

func whole(part *multipart.Part, most int64) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(part, most+1))
	if err != nil {
		return nil, broken(err)
	}
	if int64(len(b)) > most {
		return nil, tooLarge()
	}
	return b, nil
}

func tooLarge() error { return &gov.Error{Kind: gov.KindTooLarge, Key: "error.too_large"} }

// broken says why a body could not be read: too large, or it broke off.
func broken(err error) error {
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return tooLarge()
	}
	return gov.Invalid("error.invalid").Because(err)
}

// Refused puts a refused form into words, to be shown again as it was filled in; the
// error comes back where no form can mend it.
func Refused(rq *room.Request, refused error) (*parts.Fault, parts.Form, error) {
	again := parts.Form{ID: rq.R.PostForm.Get("form"), Given: rq.R.PostForm}
	fault := rq.Again(refused, &again)
	if fault == nil {
		return nil, again, refused
	}
	return fault, again, nil
}

// Given is a form with the values it starts with, unless it is shown again.
func Given(again parts.Form, id string, values url.Values) parts.Form {
	if again.ID == id {
		return again
	}
	return parts.Form{ID: id, Given: values}
}
