package seal

import (
	"bytes"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/vault"
)

// newest reads the head that the leaves must reach.
func (v *verifier) newest() error {
	size, text, found, err := newestCheckpoint(v.ctx, v.q)
	if err != nil {
		return err
	}
	v.head = Checkpoint{Root: tlog.Hash(emptyRoot)}
	if found {
		head, err := v.signer.Open(text)
		if err != nil || head.Size != size {
			if err := v.found("checkpoint", "the newest checkpoint does not verify"); err != nil {
				return err
			}
		} else {
			v.head = head
		}
	}
	v.rep.Size, v.rep.Root = v.head.Size, v.head.Root.String()
	if v.saved != nil && v.saved.Size > v.head.Size {
		return v.found("checkpoint", "the store is older than the saved checkpoint: %d leaves, saved %d", v.head.Size, v.saved.Size)
	}
	return nil
}

// walk builds the tree anew from the leaves and compares it with every signed
// root and every tile on the way.
type walk struct {
	*verifier
	tree  tree
	tiles int64
	heads []checkpointRow // the stored checkpoints to come, a page of them
	after int64           // the last checkpoint that was read
	more  bool
}

func (v *verifier) leaves() error {
	w := &walk{verifier: v, after: -1, more: true}
	if err := w.run(); err != nil {
		return err
	}
	if w.tree.size < v.head.Size {
		if err := v.found("log", "%d leaves, the checkpoint speaks of %d", w.tree.size, v.head.Size); err != nil {
			return err
		}
	}
	v.rep.Unsealed = max(0, w.tree.size-v.head.Size)
	stored, err := countTiles(v.ctx, v.q)
	if err == nil && stored != w.tiles {
		err = v.found("tile", "%d tiles are stored, the sealed leaves give %d", stored, w.tiles)
	}
	return err
}

func (w *walk) run() error {
	if err := w.compare(); err != nil {
		return err
	}
	for {
		page, err := leafPage(w.ctx, w.q, w.tree.size)
		if err != nil {
			return err
		}
		for _, l := range page {
			if l.seq != w.tree.size || len(l.hash) != tlog.HashSize {
				return w.found(fmt.Sprintf("leaf/%d", w.tree.size), "is missing")
			}
			if err := w.one(l); err != nil {
				return err
			}
		}
		if len(page) < pageSize {
			return w.beyond()
		}
	}
}

func (w *walk) one(l leafRow) error {
	if err := w.leaf(fmt.Sprintf("leaf/%d", l.seq), l); err != nil {
		return err
	}
	for _, t := range w.tree.add(tlog.Hash(l.hash)) {
		if w.tree.size > w.head.Size {
			continue // tiles are written with the checkpoint
		}
		w.tiles++
		b, err := readTile(w.ctx, w.q, t.level, t.index)
		if err != nil || !bytes.Equal(b, t.data) {
			if err := w.found(fmt.Sprintf("tile/%d/%d", t.level, t.index), "does not agree with the leaves"); err != nil {
				return err
			}
		}
	}
	return w.compare()
}

// compare holds the root at the present size against what was signed.
func (w *walk) compare() error {
	if w.saved != nil && w.tree.size == w.saved.Size && w.tree.root() != w.saved.Root {
		if err := w.found("checkpoint", "the log is another than the saved checkpoint's"); err != nil {
			return err
		}
	}
	next, err := w.peek()
	if err != nil || next == nil || next.size > w.tree.size {
		return err
	}
	w.heads = w.heads[1:]
	cp, err := w.signer.Open(next.note)
	if err != nil || cp.Size != next.size {
		return w.found(fmt.Sprintf("checkpoint/%d", next.size), "does not verify")
	}
	if cp.Root != w.tree.root() {
		return w.found("log", "the leaves do not give the root signed at %d", cp.Size)
	}
	return nil
}

// peek gives the next stored checkpoint, nil after the last.
func (w *walk) peek() (*checkpointRow, error) {
	if len(w.heads) == 0 && w.more {
		var err error
		if w.heads, err = checkpointPage(w.ctx, w.q, w.after); err != nil {
			return nil, err
		}
		w.more = len(w.heads) == pageSize
		if len(w.heads) > 0 {
			w.after = w.heads[len(w.heads)-1].size
		}
	}
	if len(w.heads) == 0 {
		return nil, nil
	}
	return &w.heads[0], nil
}

// beyond reports a checkpoint of more leaves than there are; the newest one is
// reported with the count of leaves.
func (w *walk) beyond() error {
	next, err := w.peek()
	if err != nil || next == nil || next.size == w.head.Size {
		return err
	}
	return w.found(fmt.Sprintf("checkpoint/%d", next.size), "speaks of leaves that are not there")
}

// leaf checks one leaf against its event and takes in what the event says.
func (v *verifier) leaf(where string, l leafRow) error {
	if l.body == nil {
		return v.found(where, "its event %d was removed", l.event)
	}
	want := LeafHash(l.body)
	if !bytes.Equal(want[:], l.hash) {
		return v.found(where, "the event's bytes were changed")
	}
	e, err := ParseEvent(l.body)
	if err != nil {
		return v.found(where, "the event cannot be read: %v", err)
	}
	if e.ID != l.event || e.Stream != l.stream || e.Ver != l.ver || e.Name != l.name {
		return v.found(where, "the event's columns differ from its bytes")
	}
	v.rep.Events++
	if last := v.streams[e.Stream]; e.Ver != last+1 {
		if err := v.found("stream/"+e.Stream, "version %d follows %d", e.Ver, last); err != nil {
			return err
		}
	}
	v.streams[e.Stream] = e.Ver
	v.rep.Streams = len(v.streams)
	if e.Name == vault.Erased {
		v.erased[e.Data.ID("subject")] = true
		v.rep.Erased = len(v.erased)
	}
	for _, m := range e.Rows {
		table := v.marks[m.Table]
		if table == nil {
			if err := v.found(where, "speaks of table %s, which this program does not know", m.Table); err != nil {
				return err
			}
			continue
		}
		table.note(m)
	}
	return nil
}

// queue takes in the leaves that are durable and wait for the sequencer.
func (v *verifier) queue() error {
	var last gov.ID
	for {
		page, err := queuePage(v.ctx, v.q, last)
		if err != nil {
			return err
		}
		for _, l := range page {
			last = l.event
			where := "queue/" + l.event.String()
			if l.seq >= 0 {
				err = v.found(where, "waits for a place, and stands at %d", l.seq)
			} else {
				v.rep.Unsealed++
				err = v.leaf(where, l)
			}
			if err != nil {
				return err
			}
		}
		if len(page) < pageSize {
			return nil
		}
	}
}

// loose finds events that stand in no leaf.
func (v *verifier) loose() error {
	ids, err := looseEvents(v.ctx, v.q, maxFindings)
	for _, id := range ids {
		if err := v.found("event/"+id.String(), "stands in no leaf"); err != nil {
			return err
		}
	}
	return err
}
