package bench

import (
	"context"
	"errors"

	"holon.example/holon/internal/app"
	"holon.example/holon/internal/infra/seal"
)

// settleAccounts compares what was acknowledged with the rows and leaves of the
// store, after the server ended, and verifies the seal.
func (s *site) settleAccounts(ctx context.Context, r *Result, acknowledged int64) (err error) {
	st, err := app.OpenStore(ctx, s.config, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	c, err := received(ctx, st.DB)
	if err != nil {
		return err
	}
	r.Rows, r.Leaves = c.rows, c.leaves
	if c.rows != acknowledged || c.leaves != acknowledged || c.events != acknowledged {
		r.miss("%d acknowledged, %d rows, %d events, %d leaves", acknowledged, c.rows, c.events, c.leaves)
	}
	return s.verify(ctx, r, st)
}

// verify checks the whole seal.
func (s *site) verify(ctx context.Context, r *Result, st *app.Store) error {
	took := stopwatch()
	rep, err := seal.Verify(ctx, st.DB, st.Vault, st.Signer, "")
	if err != nil {
		return err
	}
	r.note("verify_s", took().Seconds())
	r.note("log_size", float64(rep.Size))
	if !rep.OK {
		r.miss("the seal does not verify: %v", rep.Findings[:min(3, len(rep.Findings))])
	}
	return nil
}
