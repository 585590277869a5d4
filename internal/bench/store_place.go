package bench

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// What makes and drops the databases of a bench; their names are its own.
const (
	makeDatabase = "CREATE DATABASE "
	likeDatabase = " TEMPLATE "
	dropDatabase = "DROP DATABASE IF EXISTS "
	byForce      = " WITH (FORCE)"
)

func (p place) admin(ctx context.Context, text string) error {
	conn, err := pgx.Connect(ctx, p.server)
	if err != nil {
		return fmt.Errorf("bench: %w", err)
	}
	_, err = conn.Exec(ctx, text)
	return errors.Join(err, conn.Close(ctx))
}
