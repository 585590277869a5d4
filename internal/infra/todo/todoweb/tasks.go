package todoweb

import (
	"context"
	"net/http"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/sqldb"
	"holon.example/holon/internal/infra/todo"
	"holon.example/holon/internal/infra/web"
)

const tag = "tasks"

// Desk is what the list of tasks needs: the store, and a question about rights that
// is asked before the list is read.
type Desk struct {
	Engine *act.Engine
	May    func(ctx context.Context, who gov.Actor, action string, what act.Resource) (bool, error)
}

// Query chooses among the items one's own post may take or has taken.
type Query struct {
	Kind   string `query:"kind" maxLength:"100"`
	Mine   bool   `query:"mine" doc:"only what one's post has claimed"`
	Closed bool   `query:"closed" doc:"what is done, instead of what waits"`
	After  string `query:"after" maxLength:"100" doc:"where the last page ended"`
	Limit  int    `query:"limit" minimum:"0" maximum:"200" doc:"50 when left out"`
}

// Lit is an item with the colour of its lamp now.
type Lit struct {
	*todo.Item
	Lamp todo.Lamp `json:"lamp,omitempty"`
}

// List is a page of an officer's tasks, by due time. Count stops at 1,000.
type List struct {
	Items []Lit  `json:"items"`
	Next  string `json:"next,omitempty"`
	Count int64  `json:"count"`
	More  bool   `json:"more,omitempty"` // there are more than were counted
}

type keyed struct {
	web.One
	web.Keyed
}

// Mount registers the operations of tasks.
func Mount(s *web.Server, d Desk) {
	web.Handle(s, web.Op{ID: "listTasks", Method: http.MethodGet, Path: "/api/tasks", Summary: "Tasks of one's own post and department", Tag: tag}, d.list)
	web.Handle(s, web.Op{ID: "claimTask", Method: http.MethodPost, Path: "/api/tasks/{id}/claim", Summary: "Take a task", Tag: tag},
		func(ctx context.Context, who gov.Actor, in *keyed) (*todo.Item, error) {
			return todo.ClaimTask(ctx, d.Engine, who, in.Key, in.ID.ID)
		})
	web.Handle(s, web.Op{ID: "releaseTask", Method: http.MethodPost, Path: "/api/tasks/{id}/release", Summary: "Put a task back", Tag: tag},
		func(ctx context.Context, who gov.Actor, in *keyed) (*todo.Item, error) {
			return todo.ReleaseTask(ctx, d.Engine, who, in.Key, in.ID.ID)
		})
}

func (d Desk) list(ctx context.Context, who gov.Actor, in *Query) (*List, error) {
	if who.Kind != gov.Officer || who.Post == 0 {
		return nil, gov.Forbidden("officer-post")
	}
	f := todo.Filter{Department: who.Department, Post: who.Post, Kind: in.Kind, Closed: in.Closed, After: in.After, Limit: in.Limit}
	roles, err := d.roles(ctx, who)
	if err != nil {
		return nil, err
	}
	if f.Roles = roles; in.Mine || len(roles) == 0 {
		f.Department = 0
	}
	out := &List{Items: []Lit{}}
	err = d.Engine.Read(ctx, func(q *sqldb.Q) error {
		page, err := todo.List(ctx, q, f)
		if err != nil {
			return err
		}
		out.Next = page.Next
		for _, i := range page.Items {
			out.Items = append(out.Items, Lit{i, i.Lamp(d.Engine.Now())})
		}
		out.Count, out.More, err = todo.Count(ctx, q, f)
		return err
	})
	return out, err
}

// roles are those of the post whose tasks it may list.
func (d Desk) roles(ctx context.Context, who gov.Actor) (out []string, err error) {
	for _, role := range who.Roles {
		ok, err := d.May(ctx, who, "listTasks", act.Resource{Type: "Task", Attrs: map[string]any{
			"department": who.Department, "division": who.Division, "role": role,
		}})
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, role)
		}
	}
	return out, nil
}
