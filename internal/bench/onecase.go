package bench

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"sync/atomic"
	"time"

	"holon.example/holon/internal/app"
	"holon.example/holon/internal/bench/author"
	"holon.example/holon/internal/business/casework/apply"
	"holon.example/holon/internal/gov"
)

// leastOnOne is how many writes a second the issue promises on one case.
const leastOnOne = 500

// oneCase lets all clients write to one application at once, each write another
// content under another key: its draft is saved, a new version and an event every
// time. Every acknowledged write is one version and one event.
func oneCase(ctx context.Context, o Options) (r *Result, err error) {
	s, err := build(ctx, o)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	r = s.result("writes/s", o.Clients)
	r.Item = s.item.ID
	v, err := s.serve(ctx, o.Binary, "")
	if err != nil {
		return nil, err
	}
	w := &scribes{site: s, who: s.people[0]}
	if err := w.begin(ctx, v.addr); err != nil {
		return nil, errors.Join(err, v.kill())
	}
	took := stopwatch()
	times := w.load(ctx, v.addr, o.Clients, o.seconds(8))
	r.Figure = round(float64(len(times)) / took().Seconds())
	r.times(times)
	if err := v.stop(); err != nil {
		return nil, err
	}
	r.Acks, r.Non2xx = w.acks.Load(), w.refused.Load()
	if r.Figure < leastOnOne {
		r.miss("%g writes/s, want %d", r.Figure, leastOnOne)
	}
	if r.Non2xx > 0 {
		r.miss("%d answers were no 2xx", r.Non2xx)
	}
	return r, w.count(ctx, r)
}

// scribes write to one draft.
type scribes struct {
	site          *site
	who           person
	draft         gov.ID
	acks, refused atomic.Int64
}

func (w *scribes) content(a *author.Author) []byte {
	body, err := json.Marshal(apply.Application{Division: w.site.division, Item: w.site.item.ID, Answers: a.Answer(w.site.form)})
	if err != nil {
		panic("bench: " + err.Error()) // plain data of our own
	}
	return body
}

func (w *scribes) begin(ctx context.Context, addr string) error {
	c := &client{addr: addr}
	defer c.close()
	status, body, err := c.do(ctx, call{method: "POST", path: "/api/drafts", token: w.who.token, key: "begin", body: w.content(author.New(0, 1, gov.Wall().Time().Date()))})
	if err != nil || status/100 != 2 {
		return errors.Join(fmt.Errorf("bench: no draft: %d %.300s", status, body), err)
	}
	var d struct {
		ID gov.ID `json:"id"`
	}
	err = json.Unmarshal(body, &d)
	w.draft = d.ID
	return err
}

func (w *scribes) load(ctx context.Context, addr string, clients int, took time.Duration) []time.Duration {
	authors := make([]*author.Author, clients)
	for c := range authors {
		authors[c] = author.New(uint64(c), 11, gov.Wall().Time().Date()) //nolint:gosec // a small number
	}
	path := "/api/drafts/" + w.draft.String()
	return crowd{
		addr: addr, clients: clients,
		next: func(c, i int) call {
			return call{method: "PUT", path: path, token: w.who.token, key: strconv.Itoa(c) + "-" + strconv.Itoa(i), body: w.content(authors[c])}
		},
		seen: func(_, _, status int, _ []byte, err error) {
			if err == nil && status/100 == 2 {
				w.acks.Add(1)
			} else {
				w.refused.Add(1)
			}
		},
	}.run(ctx, took)
}

// count compares the versions and events of the draft with what was acknowledged.
func (w *scribes) count(ctx context.Context, r *Result) (err error) {
	st, err := app.OpenStore(ctx, w.site.config, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	versions, leaves, err := writings(ctx, st.DB, w.draft)
	if err != nil {
		return err
	}
	r.Rows, r.Leaves = versions-1, leaves-1 // without its beginning
	if r.Rows != r.Acks || r.Leaves != r.Acks {
		r.miss("%d acknowledged, %d versions, %d leaves", r.Acks, r.Rows, r.Leaves)
	}
	return w.site.verify(ctx, r, st)
}
