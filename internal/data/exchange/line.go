package exchange

import (
	"context"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
)

// LineOf gives one line of a subject's record of uses, inside a command that asks
// about it; the caller authorises. NotFound when there is none, or when nothing may
// be told of it yet.
func LineOf(ctx context.Context, p *act.Prep, subject gov.ID, seq int64) (Usage, error) {
	page, err := readUsage(ctx, p, UsageQuery{Subject: subject, Before: seq + 1, Limit: 1})
	if err != nil {
		return Usage{}, err
	}
	if len(page.Lines) == 0 || page.Lines[0].Seq != seq {
		return Usage{}, gov.NotFound("exchange.no_line")
	}
	return page.Lines[0], nil
}
