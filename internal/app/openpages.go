package app

import (
	"context"
	"io"

	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/channel/desk"
	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/channel/parts/casepage"
	"holon.example/holon/internal/channel/portal"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/blob"
	"holon.example/holon/internal/infra/sqldb"
	"holon.example/holon/internal/infra/web/uploadweb"
)

// mountPages mounts the pages of the channels.
func (n *Node) mountPages(files uploadweb.Desk) error {
	site := parts.Site{Web: n.Web}
	if err := site.Mount(); err != nil {
		return err
	}
	k := &known{exchange: n.Exchange, engine: n.Engine}
	source := &casepage.Source{Cases: n.Casework, Office: n.Licences, Org: n.Org.Snapshot, Name: k.shownName, Letter: n.Licences.Fetch, Material: n.materialFile}
	desk.Mount(desk.Config{Site: site, Source: source, Ident: n.Ident})
	portal.Mount(portal.Config{
		Site: site, Source: source, Ident: n.Ident,
		Upload: func(ctx context.Context, who gov.Actor, file io.Reader) (blob.Info, error) {
			return files.Keep(ctx, who, io.LimitReader(file, blob.DefaultMaxBytes+1), 0)
		},
	})
	return nil
}

// shownName gives the name of an applicant to a page of his case. The read is sealed
// on its own, before the page goes out.
func (k *known) shownName(ctx context.Context, who gov.Actor, c *casefile.Case) (string, error) {
	return act.Do(ctx, k.engine, act.Command{Action: "getCase", Actor: who}, func(p *act.Prep) (string, error) {
		ms, err := casefile.MattersOf(ctx, p.Q(), c.ID)
		if err != nil {
			return "", err
		}
		if err := p.Authorise(casefile.ResourceOf(c, ms)); err != nil {
			return "", err
		}
		return k.name(ctx, p, c.Applicant)
	})
}

// materialFile opens a file that was handed in with a case.
func (n *Node) materialFile(ctx context.Context, c *casefile.Case, m *casefile.Material) ([]byte, error) {
	ref, err := blob.ParseRef(m.Blob)
	if err != nil {
		return nil, err
	}
	var key []byte
	if err := n.Engine.Read(ctx, func(q *sqldb.Q) error {
		keys, err := n.Vault.Open(ctx, q, c.Applicant)
		if err == nil {
			key = uploadweb.Key(keys)
		}
		return err
	}); err != nil {
		return nil, err
	}
	f, err := n.Blobs.GetSealed(ctx, ref, key)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	return io.ReadAll(io.LimitReader(f, blob.DefaultMaxBytes))
}
