package pdf

import (
	"rsc.io/qr"

	"holon.example/holon/internal/gov"
)

// maxCode is the most a code may hold and still be read off paper.
const maxCode = 300

// encode makes the modules of a QR code, error correction M.
func (c *Code) encode() (*qr.Code, error) {
	if c == nil {
		return nil, nil //nolint:nilnil // no code was asked for
	}
	if c.Content == "" || len(c.Content) > maxCode {
		return nil, gov.Invalid("pdf.invalid").At("code", "pdf.code")
	}
	q, err := qr.Encode(c.Content, qr.M)
	if err != nil {
		return nil, gov.Invalid("pdf.invalid").At("code", "pdf.code").Because(err)
	}
	return q, nil
}

// code draws the modules as one filled figure, runs of a row together.
func (k *ink) code(q *qr.Code, x, y, side float64) {
	m := side / float64(q.Size)
	k.fillColor(black)
	for row := range q.Size {
		for col := 0; col < q.Size; {
			run := 0
			for q.Black(col+run, row) {
				run++
			}
			if run > 0 {
				k.at(x+float64(col)*m, y+float64(row+1)*m)
				k.num(float64(run)*m, m)
				k.op("re")
			}
			col += run + 1
		}
	}
	k.op("f")
}
