package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"holon.example/holon/internal/bench/author"
	"holon.example/holon/internal/business/casework"
	"holon.example/holon/internal/business/casework/apply"
	"holon.example/holon/internal/business/form"
	"holon.example/holon/internal/gov"
)

// What the issue promises of submissions.
const (
	leastRatio    = 0.18
	leastRepeated = 0.8 // of the plain figure, with 5 % repeated keys
	mostLag       = 250 * time.Millisecond
	mostDrain     = 5 * time.Second
	repeated      = 5 // in a hundred
	rounds        = 3
)

// submission is the load of submitApplication: every call another person's turn,
// other contents, another key.
type submission struct {
	site   *site
	repeat int // in a hundred calls, so many send an earlier one again
	run    string
	drafts [][]draft // of each client

	mu     sync.Mutex
	told   map[string]gov.ID // key → case, of every key answered with 2xx
	acks   int64             // answers 2xx
	refuse int64
	wrong  []string // answers that contradict an earlier one
	sample string   // the first answer that was none
	sent   [][]call // the last calls of each client
}

// draft is an application written beforehand: what remains is a piece of text that
// makes it unlike any other. The load runs on the cores it measures, so that it must
// not be busy writing.
type draft struct{ before, after []byte }

// draftsOf is how many applications each client has written beforehand.
const draftsOf = 8

// gap is what stands where the piece of text goes.
const gap = "unlike-any-other"

func newSubmission(s *site, clients, repeat int) *submission {
	b := &submission{site: s, repeat: repeat, told: map[string]gov.ID{}, sent: make([][]call, clients)}
	for c := range clients {
		a := author.New(uint64(c), 7, gov.Wall().Time().Date()) //nolint:gosec // a small number
		list := make([]draft, draftsOf)
		for i := range list {
			list[i] = s.draft(a)
		}
		b.drafts = append(b.drafts, list)
	}
	return b
}

func (s *site) draft(a *author.Author) draft {
	answers := a.Answer(s.form)
	for _, fd := range s.form.Fields() {
		if fd.Kind == form.String && fd.Check == "" && fd.Control != "date" && len(fd.Options) == 0 && fd.When == "" && fd.MaxLen >= 60 {
			answers[fd.Name] = gap
			break
		}
	}
	body, err := json.Marshal(apply.Application{Division: s.division, Item: s.item.ID, Answers: answers})
	if err != nil {
		panic("bench: " + err.Error()) // plain data of our own
	}
	before, after, _ := bytes.Cut(body, []byte(gap))
	return draft{before, after}
}

func (d draft) with(piece string) []byte {
	out := make([]byte, 0, len(d.before)+len(piece)+len(d.after))
	return append(append(append(out, d.before...), piece...), d.after...)
}

// keptCalls is how many earlier calls a client may send again.
const keptCalls = 32

func (b *submission) next(c, i int) call {
	if old := b.sent[c]; b.repeat > 0 && len(old) > 0 && i%100 < b.repeat {
		return old[i%len(old)]
	}
	p := b.site.people[c*peopleOf+i%peopleOf]
	key := b.run + "-" + strconv.Itoa(c) + "-" + strconv.Itoa(i)
	k := call{method: "POST", path: "/api/cases", token: p.token, key: key, body: b.drafts[c][i%draftsOf].with(key)}
	if b.repeat > 0 {
		if len(b.sent[c]) == keptCalls {
			b.sent[c] = b.sent[c][1:]
		}
		b.sent[c] = append(b.sent[c], k)
	}
	return k
}

// seen keeps what was acknowledged under which key: the same key must name the
// same case every time.
func (b *submission) seen(k call, status int, body []byte, err error) {
	var r casework.Receipt
	if err == nil && status/100 == 2 {
		err = json.Unmarshal(body, &r)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if err != nil || status/100 != 2 {
		b.refuse++
		if b.sample == "" {
			b.sample = fmt.Sprintf("%d %.300s %v", status, body, err)
		}
		return
	}
	b.acks++
	if before, ok := b.told[k.key]; ok && before != r.ID {
		b.wrong = append(b.wrong, k.key)
	}
	b.told[k.key] = r.ID
}

// load runs the clients for a while and gives the times of the answers.
func (b *submission) load(ctx context.Context, addr, run string, took time.Duration) []time.Duration {
	b.run = run
	clients := len(b.drafts)
	calls := make([]call, clients)
	w := crowd{
		addr: addr, clients: clients,
		next: func(c, i int) call { calls[c] = b.next(c, i); return calls[c] },
		seen: func(c, _, status int, body []byte, err error) { b.seen(calls[c], status, body, err) },
	}
	return w.run(ctx, took)
}

// submit measures authenticated submissions over HTTP against the raw limit, then
// with repeated keys, and the lag of the sequencer under full load and after a
// pause.
func submit(ctx context.Context, o Options) (r *Result, err error) {
	s, err := build(ctx, o)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	r = s.result("submissions/s", o.Clients)
	r.Item = fmt.Sprintf("%s, form of %d fields", s.item.ID, len(s.form.Fields()))
	b := newSubmission(s, o.Clients, o.Repeat)
	if err := b.rounds(ctx, o, r); err != nil {
		return nil, err
	}
	if !o.Plain {
		if err := b.extras(ctx, o, r); err != nil {
			return nil, err
		}
	}
	b.report(r)
	return r, s.settleAccounts(ctx, r, int64(len(b.told)))
}

// rounds measures in turns: raw, load, raw, load …, so that both meet the same
// machine.
func (b *submission) rounds(ctx context.Context, o Options, r *Result) error {
	v, err := b.site.serve(ctx, o.Binary, "")
	if err != nil {
		return err
	}
	r.note("ready_ms", ms(v.ready))
	each := o.seconds(15) / rounds
	b.load(ctx, v.addr, "warm", time.Second) // connections, caches and plans
	w := watch(ctx, b.site)
	var times []time.Duration
	var limit float64
	done, passed, cpu := 0, time.Duration(0), time.Duration(0)
	for n := range rounds {
		got, err := raw(ctx, b.site.place, min(each, 5*time.Second))
		if err != nil {
			return errors.Join(err, v.kill())
		}
		limit = max(limit, got)
		r.note(fmt.Sprintf("raw_%d", n+1), got)
		took, before := stopwatch(), v.spent()
		list := b.load(ctx, v.addr, "r"+strconv.Itoa(n), each)
		passed += took()
		cpu += v.spent() - before
		done += len(list)
		r.note(fmt.Sprintf("round_%d", n+1), float64(len(list))/took().Seconds())
		times = append(times, list...)
	}
	r.times(times)
	r.note("server_core_us", float64(cpu.Microseconds())/float64(max(done, 1)))
	r.against(float64(done)/passed.Seconds(), limit)
	if r.Ratio < leastRatio {
		r.miss("ratio %g, want %g", r.Ratio, leastRatio)
	}
	r.note("server_rss_mib", v.resident())
	lag, err := w.end()
	r.note("lag_ms", ms(lag.most))
	if lag.most > mostLag {
		r.miss("sequencer lag %s, want %s at most", lag.most, mostLag)
	}
	return errors.Join(err, v.stop())
}

// extras measures what the issue promises beside the plain figure.
func (b *submission) extras(ctx context.Context, o Options, r *Result) error {
	if err := b.repeats(ctx, o, r); err != nil {
		return err
	}
	return b.pause(ctx, o, r)
}

// repeats compares load with and without repeated keys, in turns.
func (b *submission) repeats(ctx context.Context, o Options, r *Result) error {
	v, err := b.site.serve(ctx, o.Binary, "")
	if err != nil {
		return err
	}
	b.load(ctx, v.addr, "warm2", time.Second)
	each := o.seconds(15) / 5
	var plain, again int
	for n := range 2 {
		b.repeat = 0
		plain += len(b.load(ctx, v.addr, fmt.Sprintf("p%d", n), each))
		b.repeat = repeated
		again += len(b.load(ctx, v.addr, fmt.Sprintf("a%d", n), each))
	}
	b.repeat = 0
	share := float64(again) / float64(max(plain, 1))
	r.note("repeated_keys_share", share)
	if share < leastRepeated {
		r.miss("with %d %% repeated keys %.2f of the plain figure, want %g", repeated, share, leastRepeated)
	}
	return v.stop()
}

// pausedFor is how long the planted pause holds the sequencer.
const pausedFor = 10 * time.Second

// pause holds the sequencer for ten seconds under full load and watches how long it
// needs to catch up.
func (b *submission) pause(ctx context.Context, o Options, r *Result) error {
	v, err := b.site.serve(ctx, o.Binary, "seal.sequence:pause:10")
	if err != nil {
		return err
	}
	w := watch(ctx, b.site)
	b.load(ctx, v.addr, "pause", pausedFor+10*time.Second)
	lag, err := w.end()
	if err != nil {
		return errors.Join(err, v.stop())
	}
	r.note("pause_lag_ms", ms(lag.most))
	r.note("pause_drained_ms", ms(lag.drained))
	switch {
	case lag.most < pausedFor-time.Second:
		r.miss("the sequencer was not held: lag %s", lag.most)
	case !lag.caughtUp:
		r.miss("the backlog of a pause was not drained")
	case lag.drained > mostDrain:
		r.miss("the backlog of a pause drained in %s, want %s", lag.drained, mostDrain)
	}
	return v.stop()
}

func (b *submission) report(r *Result) {
	r.Acks, r.Non2xx = b.acks, b.refuse
	r.note("keys_acknowledged", float64(len(b.told)))
	if b.refuse > 0 {
		r.miss("%d answers were no 2xx, the first: %s", b.refuse, b.sample)
	}
	if len(b.wrong) > 0 {
		r.miss("%d keys answered with another case than before", len(b.wrong))
	}
}
