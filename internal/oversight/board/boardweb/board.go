package boardweb

import (
	"context"
	"net/http"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/web"
	"holon.example/holon/internal/oversight/board"
)

const tag = "oversight"

type which struct {
	Stand      string `query:"stand" enum:"late,soon,paused,live"`
	Department web.ID `query:"department"`
	Item       string `query:"item" maxLength:"100"`
	After      string `query:"after" maxLength:"100"`
}

type facts struct {
	web.One
	Kind  string `query:"kind" maxLength:"40"`
	After string `query:"after" maxLength:"100"`
}

type leaf struct {
	Seq int64 `path:"seq" minimum:"0"`
}

// Mount registers the operations.
func Mount(s *web.Server, d board.Desk) {
	web.Handle(s, web.Op{ID: "getBoard", Method: http.MethodGet, Path: "/api/board", Summary: "What is late and where", Tag: tag},
		func(ctx context.Context, who gov.Actor, _ *struct{}) (*board.Page, error) {
			return d.Overview(ctx, who)
		})
	web.Handle(s, web.Op{ID: "listBoardMatters", Method: http.MethodGet, Path: "/api/board/matters", Summary: "The matters a figure counts", Tag: tag},
		func(ctx context.Context, who gov.Actor, in *which) (*board.List, error) {
			return d.Matters(ctx, who, board.Which{Stand: in.Stand, Department: in.Department.ID, Item: in.Item}, in.After)
		})
	web.Handle(s, web.Op{ID: "getBureau", Method: http.MethodGet, Path: "/api/bureaus/{id}", Summary: "What a bureau gave, saved and keeps", Tag: tag},
		func(ctx context.Context, who gov.Actor, in *web.One) (*board.Bureau, error) {
			return d.Bureau(ctx, who, in.ID.ID)
		})
	web.Handle(s, web.Op{ID: "listBureauFacts", Method: http.MethodGet, Path: "/api/bureaus/{id}/facts", Summary: "The facts a figure of a bureau counts", Tag: tag},
		func(ctx context.Context, who gov.Actor, in *facts) (*board.FactList, error) {
			return d.Facts(ctx, who, in.ID.ID, in.Kind, in.After)
		})
	web.Handle(s, web.Op{ID: "getEvidence", Method: http.MethodGet, Path: "/api/cases/{id}/evidence", Summary: "The history of a case as the log has it, without content", Tag: tag},
		func(ctx context.Context, who gov.Actor, in *web.One) (*board.Evidence, error) {
			return d.Evidence(ctx, who, in.ID.ID)
		})
	web.Handle(s, web.Op{ID: "getProof", Method: http.MethodGet, Path: "/api/leaves/{seq}/proof", Summary: "One leaf of the log with its proof, without salts", Tag: tag},
		func(ctx context.Context, who gov.Actor, in *leaf) (*board.Proof, error) {
			return d.Proof(ctx, who, in.Seq)
		})
}
