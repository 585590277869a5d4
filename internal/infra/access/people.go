package access

import (
	"strings"
	"sync"

	"github.com/cedar-policy/cedar-go/types"

	"holon.example/holon/internal/gov"
)

// peopleSize bounds each of two generations of actors.
const peopleSize = 10_000

// person is everything of an actor that the policies can see.
type person struct {
	kind                                       gov.ActorKind
	account, person, subject, post, department gov.ID
	division, channel, roles                   string
}

// known is an actor as an entity.
type known struct {
	entity  types.Entity
	parents []types.EntityUID
}

// people keeps actors as entities: the same ones ask again and again, and to make
// the entity costs as much as the answer.
type people struct {
	mu        sync.RWMutex
	hot, warm map[person]known
}

func newPeople() *people {
	return &people{hot: map[person]known{}, warm: map[person]known{}}
}

func (p *people) of(who gov.Actor) (types.Entity, []types.EntityUID) {
	key := person{who.Kind, who.Account, who.Person, who.Subject, who.Post, who.Department, who.Division, who.Channel, strings.Join(who.Roles, "\x00")}
	p.mu.RLock()
	k, hot := p.hot[key]
	if !hot {
		k = p.warm[key]
	}
	p.mu.RUnlock()
	if hot {
		return k.entity, k.parents
	}
	if k.entity.UID.Type == "" {
		k.entity, k.parents = principalOf(who)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.hot) >= peopleSize {
		p.warm, p.hot = p.hot, map[person]known{}
	}
	p.hot[key] = k
	return k.entity, k.parents
}
