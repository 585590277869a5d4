package app

import (
	"context"
	"io"

	"holon.example/holon/internal/business/matter"
	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/channel/parts/casepage"
	"holon.example/holon/internal/channel/portal"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/blob"
	"holon.example/holon/internal/infra/cabinet"
	"holon.example/holon/internal/infra/web/uploadweb"
	"holon.example/holon/internal/rule/law"
)

// mountPortal mounts the pages of citizens and firms.
func (n *Node) mountPortal(site parts.Site, source *casepage.Source, files uploadweb.Desk) error {
	return portal.Mount(portal.Config{
		Site: site, Source: source, Ident: n.Ident,
		Mandates: n.Mandates,
		Upload: func(ctx context.Context, who gov.Actor, draft gov.ID, file io.Reader) (blob.Info, error) {
			return files.Keep(ctx, who, draft, io.LimitReader(file, blob.DefaultMaxBytes+1), 0)
		},
		File: func(ctx context.Context, who gov.Actor, draft gov.ID, address string) (*cabinet.File, error) {
			h, err := files.OfDraft(ctx, who, draft, address)
			if err != nil {
				return nil, err
			}
			f, err := n.Papers.Files.OpenOwn(ctx, h.Key, address)
			return &cabinet.File{File: f, Type: h.Type, Ref: address}, err
		},
		Laws:     func() *law.Library { return n.Content.Now().Laws },
		Resource: n.resourceName,
		Progress: n.progress,
		Rating:   n.ratingOf,
		Tour:     n.Config.Demo,
	})
}

// resourceName names what government holds, by the code of the resource.
func (n *Node) resourceName(id string) matter.Text {
	for _, r := range n.Content.Now().Resources {
		if r.ID == id {
			return r.Name
		}
	}
	return matter.Text{}
}
