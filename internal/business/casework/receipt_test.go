package casework_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"holon.example/holon/internal/business/casework"
	"holon.example/holon/internal/business/casework/apply"
	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/business/casework/paper"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/jobs"
	"holon.example/holon/internal/infra/letter"
)

// receipts are the receipts of a case with their words.
func (b *bench) receipts(id gov.ID) (heads []*letter.Letter, sheets []*letter.Sheet) {
	b.t.Helper()
	_, err := act.Do(b.t.Context(), b.Engine, act.Command{Action: "getLetter", Actor: b.owner()}, func(p *act.Prep) (int, error) {
		if err := p.Authorise(act.Resource{Type: "Case"}); err != nil {
			return 0, err
		}
		p.Note("test.read", "read", nil)
		all, err := letter.About(b.t.Context(), p.Q(), letter.Ref{Kind: "case", ID: id})
		if err != nil {
			return 0, err
		}
		for _, l := range all {
			if l.Kind != letter.Receipt {
				continue
			}
			_, s, err := letter.Words(b.t.Context(), p, l.ID)
			if err != nil {
				return 0, err
			}
			heads, sheets = append(heads, l), append(sheets, s)
		}
		return 0, nil
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return heads, sheets
}

// Every submission leads to one receipt, whatever became of the case meanwhile, over
// every channel; a job that runs twice writes one.
func TestReceiptIsWritten(t *testing.T) {
	each(t, func(b *bench) {
		t, ctx := b.t, b.t.Context()
		for channel, word := range map[string]string{"portal": "网上", "counter": "窗口", "api": "数据接口"} {
			in := restaurant()
			in.Answers = answers
			in.Materials = []apply.Given{{Code: "HT-CY-02", Name: "承诺书.pdf", Blob: strings.Repeat("0", 64)}}
			who := b.owner()
			who.Channel = channel
			r, err := b.svc.Submit(ctx, who, "", in)
			if err != nil {
				t.Fatal(err)
			}
			if heads, _ := b.receipts(r.ID); len(heads) != 0 {
				t.Error("written before its job ran")
			}
			if channel == "api" {
				if _, err := b.svc.Withdraw(ctx, who, "", r.ID); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := b.jobs.RunDue(ctx); err != nil {
				t.Fatal(err)
			}
			heads, sheets := b.receipts(r.ID)
			if len(heads) != 1 {
				t.Fatalf("%s: %d receipts", channel, len(heads))
			}
			l, s := heads[0], sheets[0]
			text := strings.Join(s.Body, "\n")
			for _, want := range []string{r.No, r.Query, word, "不是受理通知书", "收件窗口", "五个工作日"} {
				if !strings.Contains(text, want) {
					t.Errorf("%s: %q is missing: %s", channel, want, text)
				}
			}
			if s.Code == nil || s.Code.Content != "http://test/progress?no="+r.No+"&code="+r.Query || s.Code.Caption == "" || l.Subject != r.ID || l.Dated != "2026-09-22" {
				t.Errorf("%s: %+v %+v", channel, l, s.Code)
			}
		}
		b.MustVerify(t)
	})
}

func TestReceiptJobRunsTwice(t *testing.T) {
	each(t, func(b *bench) {
		t, ctx := b.t, b.t.Context()
		in := restaurant()
		in.Answers = answers
		r, err := b.svc.Submit(ctx, b.owner(), "", in)
		if err != nil {
			t.Fatal(err)
		}
		payload, err := json.Marshal(map[string]gov.ID{"case": r.ID})
		if err != nil {
			t.Fatal(err)
		}
		job := jobs.Job{ID: b.Mint.New(), Kind: casework.ReceiptJob, Payload: payload}
		for range 2 {
			if err := b.svc.WriteReceipt(ctx, job); err != nil {
				t.Fatal(err)
			}
		}
		job.ID = b.Mint.New()
		if err := b.svc.WriteReceipt(ctx, job); err != nil {
			t.Fatal(err)
		}
		if heads, _ := b.receipts(r.ID); len(heads) != 1 {
			t.Fatalf("%d receipts", len(heads))
		}
		job.Payload = []byte(`{"case":"1"}`)
		job.ID = b.Mint.New()
		if err := b.svc.WriteReceipt(ctx, job); gov.KindOf(err) != gov.KindNotFound {
			t.Errorf("a case that is none: %v", err)
		}
		job.Payload = []byte(`x`)
		if err := b.svc.WriteReceipt(ctx, job); err == nil {
			t.Error("a payload that is none")
		}
	})
}

// Whoever asks for his receipt before its turn has it written then, and once.
func TestReceiptIsWrittenWhenAskedFor(t *testing.T) {
	each(t, func(b *bench) {
		t, ctx := b.t, b.t.Context()
		in := restaurant()
		in.Answers = answers
		r, err := b.svc.Submit(ctx, b.owner(), "", in)
		if err != nil {
			t.Fatal(err)
		}
		desk := paper.Desk{Act: b.Engine, Write: b.svc.Receipt}
		for range 2 {
			if _, err := desk.Receipt(ctx, b.owner(), r.ID); gov.KindOf(err) != gov.KindBusy {
				t.Fatal(err)
			}
			if heads, _ := b.receipts(r.ID); len(heads) != 1 {
				t.Fatalf("%d receipts", len(heads))
			}
		}
		if _, err := b.jobs.RunDue(ctx); err != nil {
			t.Fatal(err)
		}
		if heads, _ := b.receipts(r.ID); len(heads) != 1 {
			t.Fatalf("%d receipts when its turn came", len(heads))
		}
		b.Auth.Deny = "not-his"
		if _, err := desk.Receipt(ctx, b.owner(), r.ID); gov.KindOf(err) != gov.KindForbidden {
			t.Error(err)
		}
		b.Auth.Deny = ""
		b.MustVerify(t)
	})
}

// What a case keeps of a file opens only under the case's own key.
func TestMaterialKeepsTheKeyOfItsFile(t *testing.T) {
	each(t, func(b *bench) {
		t, ctx := b.t, b.t.Context()
		in := restaurant()
		in.Answers = answers
		in.Materials = []apply.Given{{Code: "HT-CY-02", Name: "承诺书.pdf", Blob: strings.Repeat("0", 64), Key: []byte("said by the client")}}
		r, err := b.svc.Submit(ctx, b.owner(), "", in)
		if err != nil {
			t.Fatal(err)
		}
		other := gov.ID(0)
		_, err = act.Do(ctx, b.Engine, act.Command{Action: "getMaterial", Actor: b.owner()}, func(p *act.Prep) (int, error) {
			if err := p.Authorise(act.Resource{Type: "Case"}); err != nil {
				return 0, err
			}
			p.Note("test.read", "read", nil)
			keys, err := p.Keys(r.ID)
			if err != nil {
				return 0, err
			}
			all, err := casefile.MaterialsOf(ctx, p.Q(), keys, r.ID)
			if err != nil {
				return 0, err
			}
			own, err := all[0].FileKey(keys)
			if err != nil || !slices.Equal(own, make([]byte, 32)) {
				t.Errorf("%x %v", own, err)
			}
			other = p.NewID()
			if err := p.NewSubject(other); err != nil {
				return 0, err
			}
			strange, err := p.Keys(other)
			if err != nil {
				return 0, err
			}
			if _, err := all[0].FileKey(strange); err == nil {
				t.Error("another case's key opens it")
			}
			old := casefile.Material{}
			if own, err := old.FileKey(keys); own != nil || err != nil {
				t.Errorf("a material of before: %x %v", own, err)
			}
			return 0, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		b.Clock.Set(b.Clock.Time().Add(time.Hour))
		b.MustVerify(t)
	})
}
