package pdf

import "math"

// sealRadius is half the width of a department's seal: 42 mm across (国发〔1999〕25号).
const sealRadius = 21 * mm

// seal draws an organ's own seal about (cx, cy): its name along the arc, a star,
// and across it the words that deny it effect. It multiplies with what lies under
// it, as ink on print does.
func (k *ink) seal(cx, cy float64, organ, words []rune) {
	k.op("/Artifact BMC q /Wet gs")
	k.strokeColor(red)
	k.circle(cx, cy, sealRadius-1.5, 2.6)
	k.fillColor(red)
	k.polygon(star(cx, cy-sealRadius*0.06, sealRadius*0.27))
	k.arc(cx, cy, organ)
	across := style{size: sealRadius * 0.165, bold: true, color: red}
	if w := k.width(words, across); w > sealRadius*1.45 {
		across.size *= sealRadius * 1.45 / w
	}
	k.text(cx-k.width(words, across)/2, cy+sealRadius*0.56, words, across)
	k.op("Q EMC")
}

// arc sets the name around the upper part of the seal.
func (k *ink) arc(cx, cy float64, name []rune) {
	n := len(name)
	if n == 0 {
		return
	}
	const most = 245 * math.Pi / 180
	step := min(27*math.Pi/180, most/float64(n))
	inner := sealRadius * 0.66
	s := style{size: min(sealRadius*0.26, inner*step*1.12), bold: true, color: red}
	for i, r := range name {
		angle := (float64(i) - float64(n-1)/2) * step
		k.turned(cx+inner*math.Sin(angle), cy-inner*math.Cos(angle), angle, r, s)
	}
}

// star gives the ten corners of a five-pointed star.
func star(cx, cy, r float64) [][2]float64 {
	const waist = 0.381966 // where the sides of a pentagram cross
	points := make([][2]float64, 10)
	for i := range points {
		a, d := float64(i)*math.Pi/5, r
		if i%2 == 1 {
			d = r * waist
		}
		points[i] = [2]float64{cx + d*math.Sin(a), cy - d*math.Cos(a)}
	}
	return points
}
