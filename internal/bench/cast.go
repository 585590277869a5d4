package bench

import (
	"context"
	"errors"
	"fmt"

	"holon.example/holon/internal/app"
	"holon.example/holon/internal/business/casework"
	"holon.example/holon/internal/business/casework/procedure"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/org"
	"holon.example/holon/internal/infra/sqldb"
	"holon.example/holon/internal/infra/todo"
)

// cast is who sits on the posts of the city, to carry cases on.
type cast map[seat]gov.Actor

type seat struct {
	department gov.ID
	role       string
}

// castOf finds one officer for each role of each department.
func castOf(ctx context.Context, n *app.Node) (cast, error) {
	snap, err := n.Org.Snapshot(ctx)
	if err != nil {
		return nil, err
	}
	today := n.Clock.Time().Date()
	out := cast{}
	for _, d := range snap.All(org.Department, today) {
		for _, post := range snap.Posts(d.ID, today) {
			for _, held := range snap.OnPost(post.ID, today) {
				who, err := officerOf(ctx, n, snap, held.Person, post.ID)
				if err != nil {
					return nil, err
				}
				out.take(d.ID, who)
			}
		}
	}
	return out, nil
}

// take seats an officer who has an account. Who may decide anything is preferred to a
// chief representative, who may only decide what a warrant names.
func (c cast) take(department gov.ID, who gov.Actor) {
	for _, role := range who.Roles {
		at := seat{department, role}
		if _, taken := c[at]; who.Account != 0 && (!taken || c[at].HasRole(org.Chief) && !who.HasRole(org.Chief)) {
			c[at] = who
		}
	}
}

// officerOf gives an officer on his post, with the account he signs in with.
func officerOf(ctx context.Context, n *app.Node, snap *org.Snapshot, person, post gov.ID) (gov.Actor, error) {
	accounts, err := n.Ident.OfPerson(ctx, person)
	if err != nil {
		return gov.Actor{}, err
	}
	who := gov.Actor{Kind: gov.Officer, Person: person, Subject: person, Channel: "desk"}
	for _, a := range accounts {
		if a.Kind == gov.Officer {
			who.Account = a.ID
		}
	}
	who, _ = snap.Seat(who, post, n.Clock.Time().Date())
	return who, nil
}

var errStuck = errors.New("bench: nobody can end the open step")

// carry ends so many steps of a case, each by the officer it waits for, and tells
// how many were ended.
func (c cast) carry(ctx context.Context, n *app.Node, id gov.ID, steps int) (done int, err error) {
	for done < steps {
		open, err := openSteps(ctx, n, id)
		if err != nil {
			return done, err
		}
		if len(open) == 0 {
			return done, nil
		}
		who, ok := c[seat{open[0].Department, open[0].Role}]
		if !ok {
			return done, errStuck
		}
		if err := end(ctx, n, who, id, open[0]); err != nil {
			return done, fmt.Errorf("%s: %w", open[0].Kind, err)
		}
		done++
	}
	return done, nil
}

func openSteps(ctx context.Context, n *app.Node, id gov.ID) (open []*todo.Item, err error) {
	err = n.DB.Read(ctx, func(q *sqldb.Q) error {
		open, err = todo.About(ctx, q, todo.Ref{Kind: "case", ID: id}, false)
		return err
	})
	return open, err
}

// end ends one step the usual way.
func end(ctx context.Context, n *app.Node, who gov.Actor, id gov.ID, item *todo.Item) (err error) {
	st := casework.Step{Task: item.ID, Text: "complete and in order"}
	switch item.Kind {
	case "precheck":
		_, err = n.Casework.AcceptCase(ctx, who, "", id, st)
	case "decide":
		st.Result = "grant"
		_, err = n.Casework.Decide(ctx, who, "", id, st)
	case "deliver":
		st.Result, st.Handover = "electronic", &procedure.Handover{Consent: true}
		_, err = n.Casework.Deliver(ctx, who, "", id, st)
	case "handle":
		err = handle(ctx, n, who, id, st)
	case "opinion":
		st.Result = "grant"
		_, err = n.Casework.GiveOpinion(ctx, who, "", id, st)
	case "review":
		st.Result = "agree"
		_, err = n.Casework.GiveOpinion(ctx, who, "", id, st)
	default:
		err = fmt.Errorf("%w: %s", errStuck, item.Kind)
	}
	return err
}

// handle ends an examination that needs neither a visit nor a special procedure.
// Processes differ in what they ask; what one does not ask for it refuses.
func handle(ctx context.Context, n *app.Node, who gov.Actor, id gov.ID, st casework.Step) (err error) {
	st.Result = "grant" // where the examination gives the opinion too
	for _, asked := range [][]string{{"visitNeeded", "specialNeeded"}, {"visitNeeded"}, {"specialNeeded"}, nil} {
		st.Outputs = map[string]any{}
		for _, name := range asked {
			st.Outputs[name] = false
		}
		if _, err = n.Casework.GiveOpinion(ctx, who, "", id, st); gov.KindOf(err) != gov.KindInvalid {
			break
		}
	}
	return err
}
