package rosterweb

import (
	"context"
	"net/http"
	"slices"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/org"
	"holon.example/holon/internal/infra/sqldb"
	"holon.example/holon/internal/infra/todo"
	"holon.example/holon/internal/infra/todo/roster"
	"holon.example/holon/internal/infra/todo/shelf"
	"holon.example/holon/internal/infra/web"
)

const tag = "tasks"

// Office is what the operations need.
type Office struct {
	Engine *act.Engine
	Roster roster.Desk
	Staff  *org.Org
}

// Next narrows what is taken.
type Next struct {
	Kind  string `json:"kind,omitempty" maxLength:"100" doc:"of this step only"`
	About string `json:"about,omitempty" maxLength:"100" doc:"of this matter only"`
}

type next struct {
	web.Keyed
	Body Next
}

type assignment struct {
	web.Keyed
	Body roster.Assignment
}

type leave struct {
	web.Keyed
	Body Leave
}

// Leave is an absence to register.
type Leave struct {
	Person gov.ID   `json:"person" doc:"vault subject of the person; one's own or of one's department"`
	From   gov.Date `json:"from"`
	Until  gov.Date `json:"until,omitempty" doc:"first day of acting again; empty: not known"`
}

type ending struct {
	web.One
	web.Keyed
	Body struct {
		On gov.Date `json:"on" doc:"first day of acting again"`
	}
}

type template struct {
	web.Keyed
	Body Template
}

// Template is a filter or phrase to keep.
type Template struct {
	Kind   shelf.Kind `json:"kind" enum:"filter,phrase"`
	Name   string     `json:"name" maxLength:"200"`
	Use    string     `json:"use,omitempty" maxLength:"40"`
	Text   string     `json:"text" maxLength:"20000"`
	Shared bool       `json:"shared,omitempty"`
}

type kind struct {
	Kind shelf.Kind `query:"kind" enum:"filter,phrase"`
}

type keyed struct {
	web.One
	web.Keyed
}

// Mount registers the operations.
func Mount(s *web.Server, o Office) {
	o.mountTasks(s)
	o.mountLeave(s)
	o.mountShelf(s)
}

func (o Office) mountTasks(s *web.Server) {
	web.Handle(s, web.Op{ID: "claimNextTask", Method: http.MethodPost, Path: "/api/tasks/next", Summary: "Take what is due first and nobody has taken", Tag: tag},
		func(ctx context.Context, who gov.Actor, in *next) (*todo.Item, error) {
			f := todo.Filter{Post: who.Post, Kind: in.Body.Kind, About: in.Body.About}
			for _, role := range who.Roles {
				if slices.Contains(org.Roles, role) {
					f.Roles, f.Department = append(f.Roles, role), who.Department
				}
			}
			return todo.ClaimNext(ctx, o.Engine, who, in.Key, f)
		})
	web.Handle(s, web.Op{ID: "assignTasks", Method: http.MethodPost, Path: "/api/tasks/assignments", Summary: "Give tasks to a post of one's section, or make them free", Tag: tag},
		func(ctx context.Context, who gov.Actor, in *assignment) (*roster.Outcome, error) {
			return o.Roster.Assign(ctx, who, in.Key, in.Body)
		})
}

func (o Office) mountLeave(s *web.Server) {
	web.Handle(s, web.Op{ID: "registerLeave", Method: http.MethodPost, Path: "/api/leave", Summary: "Register that somebody is away; his deputies act", Tag: tag, Status: http.StatusCreated},
		func(ctx context.Context, who gov.Actor, in *leave) (map[string]gov.ID, error) {
			id, err := o.Staff.Leave(ctx, who, in.Key, org.Absence{Person: in.Body.Person, Period: org.Period{From: in.Body.From, Until: in.Body.Until}})
			return map[string]gov.ID{"id": id}, err
		})
	web.Handle(s, web.Op{ID: "endLeave", Method: http.MethodPost, Path: "/api/leave/{id}/end", Summary: "The holder acts again from a day on", Tag: tag},
		func(ctx context.Context, who gov.Actor, in *ending) (map[string]bool, error) {
			err := o.Staff.EndLeave(ctx, who, in.Key, org.Ending{ID: in.ID.ID, On: in.Body.On})
			return map[string]bool{"ended": err == nil}, err
		})
}

func (o Office) mountShelf(s *web.Server) {
	web.Handle(s, web.Op{ID: "listTemplates", Method: http.MethodGet, Path: "/api/templates", Summary: "Filters or phrases of one's own and of one's department", Tag: tag},
		func(ctx context.Context, who gov.Actor, in *kind) (out []*shelf.Template, err error) {
			if who.Kind != gov.Officer || who.Post == 0 {
				return nil, gov.Forbidden("officer-post")
			}
			err = o.Engine.Read(ctx, func(q *sqldb.Q) error {
				out, err = shelf.Of(ctx, q, who, in.Kind)
				return err
			})
			return out, err
		})
	web.Handle(s, web.Op{ID: "saveTemplate", Method: http.MethodPost, Path: "/api/templates", Summary: "Keep a filter or phrase under a name", Tag: tag, Status: http.StatusCreated},
		func(ctx context.Context, who gov.Actor, in *template) (*shelf.Template, error) {
			t := shelf.Template{Kind: in.Body.Kind, Name: in.Body.Name, Use: in.Body.Use, Text: in.Body.Text, Shared: in.Body.Shared}
			return shelf.Save(ctx, o.Engine, who, in.Key, t)
		})
	web.Handle(s, web.Op{ID: "dropTemplate", Method: http.MethodPost, Path: "/api/templates/{id}/drop", Summary: "Take a filter or phrase off", Tag: tag},
		func(ctx context.Context, who gov.Actor, in *keyed) (map[string]bool, error) {
			err := shelf.Drop(ctx, o.Engine, who, in.Key, in.ID.ID)
			return map[string]bool{"dropped": err == nil}, err
		})
}
