package bus

import "encoding/binary"

// packed is a row in few bytes: a rebuild holds all rows of a projection in
// memory at once.
type packed string

func pack(row Row) packed {
	b := make([]byte, 0, 64)
	for _, v := range row {
		switch x := v.(type) {
		case int64:
			b = binary.AppendVarint(append(b, 'i'), x)
		case string:
			b = append(binary.AppendUvarint(append(b, 's'), uint64(len(x))), x...)
		case []byte:
			b = append(binary.AppendUvarint(append(b, 'b'), uint64(len(x))), x...)
		default:
			b = append(b, 'n')
		}
	}
	return packed(b)
}

func (p packed) row() (out Row) {
	b := []byte(p)
	for len(b) > 0 {
		tag := b[0]
		b = b[1:]
		switch tag {
		case 'i':
			n, used := binary.Varint(b)
			out, b = append(out, n), b[used:]
		case 's', 'b':
			n, used := binary.Uvarint(b)
			body := b[used : used+int(n)] //nolint:gosec // a length that pack wrote
			b = b[used+int(n):]           //nolint:gosec // as above
			if tag == 's' {
				out = append(out, string(body))
			} else {
				out = append(out, append([]byte{}, body...))
			}
		default:
			out = append(out, nil)
		}
	}
	return out
}
