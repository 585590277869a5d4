package app

import (
	"context"
	"sync"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/letter"
	"holon.example/holon/internal/infra/locale"
	"holon.example/holon/internal/infra/org"
	"holon.example/holon/internal/infra/pdf"
	"holon.example/holon/internal/infra/pdf/sign"
)

// printer prints letters and puts the departments' electronic seals on them.
type printer struct {
	authority sign.Signer
	org       *org.Org
	now       func() gov.Time

	mu    sync.Mutex
	seals map[string]sign.Signer // by credit code
}

// render prints a letter in the form of official letters and seals it.
func (p *printer) render(ctx context.Context, s *letter.Sheet) ([]byte, error) {
	doc := pdf.Document{
		Layout: pdf.Letter, Organ: s.Organ, Number: s.Number, Title: s.Title, To: s.To, Language: "zh-CN",
		Footer: locale.T(locale.ZH, "licence.print_footer", nil),
	}
	for _, text := range s.Body {
		doc.Blocks = append(doc.Blocks, pdf.Block{Kind: pdf.Paragraph, Text: text})
	}
	if s.Code != nil {
		doc.Code = &pdf.Code{Content: s.Code.Content, Caption: s.Code.Caption}
	}
	signed := pdf.Signature{Organ: s.Organ, Date: s.Date}
	if s.Seal {
		signed.Seal = locale.T(locale.ZH, "licence.print_seal", nil)
	}
	doc.Signed = []pdf.Signature{signed}
	file, err := pdf.Render(doc)
	if err != nil || !s.Seal {
		return file, err
	}
	return p.seal(ctx, file, s.Organ, s.Number)
}

// seal signs a file with the certificate of the organ of that name.
func (p *printer) seal(ctx context.Context, file []byte, organ, number string) ([]byte, error) {
	snap, err := p.org.Snapshot(ctx)
	if err != nil {
		return nil, err
	}
	for _, u := range snap.All(org.Department, p.now().Date()) {
		if u.Name.Zh == organ {
			signer, err := p.signer(u)
			if err != nil {
				return nil, err
			}
			return sign.Sign(file, signer, sign.Claim{Name: organ, Reason: number, At: p.now()})
		}
	}
	return nil, gov.NotFound("error.not_found")
}

// signer gives the seal certificate of a department, issued once per process by
// the site's own authority.
func (p *printer) signer(u org.Unit) (sign.Signer, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if s, ok := p.seals[u.USCC]; ok {
		return s, nil
	}
	s, err := sign.Issue(p.authority, u.Name.Zh, u.USCC, p.now())
	if err == nil {
		p.seals[u.USCC] = s
	}
	return s, err
}
