package rating

import (
	"net/url"

	"github.com/a-h/templ"

	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/oversight/feedback"
)

func escape(s string) string { return url.QueryEscape(s) }

// Figure shows how an item was rated, for its guide page.
func Figure(p *parts.Page, f feedback.Figure) templ.Component { return figure(p, f) }
