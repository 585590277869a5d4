package app

import (
	"context"
	"io/fs"

	"holon.example/holon/internal/app/steward"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/locale"
)

// steward is what administrators of the system work with.
func (n *Node) steward() *steward.Site {
	return &steward.Site{
		Engine: n.Engine, DB: n.DB, Ident: n.Ident, Org: n.Org, Calendar: n.Calendar, Content: n.Content, Jobs: n.Jobs, Bus: n.Bus, Sealer: n.Sealer,
		Casework: n.Casework, Booking: n.hall().booking, Carriers: n.mine.mail.Carriers, Version: n.Config.Version, Blobs: n.Config.Blobs,
		May: n.may, Verify: n.Verify,
		Install: func(ctx context.Context, who gov.Actor, key string, files fs.FS) error {
			if err := n.mayInstall(ctx, who); err != nil {
				return err
			}
			_, err := n.InstallPack(ctx, who, key, files)
			return err
		},
	}
}

// messageWords gives the site's own words of a message.
func (n *Node) messageWords(lang locale.Lang, kind string, made gov.Time) (title, text string, ok bool) {
	return n.Content.Now().Message(lang, kind, made)
}
