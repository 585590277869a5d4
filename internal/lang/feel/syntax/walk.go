package syntax

// Walk calls visit for n and every node inside it.
func Walk(n Node, visit func(Node)) {
	if n == nil {
		return
	}
	visit(n)
	for _, kid := range Kids(n) {
		Walk(kid, visit)
	}
}

// Kids returns the nodes directly inside n.
func Kids(n Node) []Node {
	switch n := n.(type) {
	case *Path:
		return []Node{n.Base}
	case *Filter:
		return []Node{n.Base, n.Cond}
	case *Call:
		return append([]Node{n.Fn}, n.Args...)
	case *Chain:
		out := []Node{n.First}
		for _, r := range n.Rest {
			out = append(out, r.X)
		}
		return out
	case *Binary:
		return []Node{n.Left, n.Right}
	case *Neg:
		return []Node{n.X}
	case *Between:
		return []Node{n.X, n.Low, n.High}
	case *In:
		return append([]Node{n.X}, n.Tests...)
	case *InstanceOf:
		return []Node{n.X}
	}
	return moreKids(n)
}

func moreKids(n Node) []Node {
	switch n := n.(type) {
	case *If:
		return []Node{n.Cond, n.Then, n.Else}
	case *For:
		return append(iterKids(n.Iters), n.Body)
	case *Quantified:
		return append(iterKids(n.Iters), n.Cond)
	case *List:
		return n.Items
	case *Context:
		out := make([]Node, len(n.Entries))
		for i, e := range n.Entries {
			out[i] = e.Value
		}
		return out
	case *Range:
		return []Node{n.Low, n.High}
	case *Compare:
		return []Node{n.X}
	case *Function:
		return []Node{n.Body}
	case *Tests:
		return n.Items
	}
	return nil
}

func iterKids(iters []Iter) []Node {
	var out []Node
	for _, it := range iters {
		out = append(out, it.In)
		if it.High != nil {
			out = append(out, it.High)
		}
	}
	return out
}
