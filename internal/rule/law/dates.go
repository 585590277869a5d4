package law

import (
	"fmt"
	"regexp"
	"strconv"

	"holon.example/holon/internal/gov"
)

// datePattern matches 2019年4月23日 and 一九五七年六月一日.
const datePattern = `([0-9\x{96f6}\x{3007}\x{25cb}\x{4e00}-\x{9fa5}]{4})\x{5e74}(` + hanNumber + `)\x{6708}(` + hanNumber + `)\x{65e5}`

var (
	dated = regexp.MustCompile(datePattern)
	// 自…起施行 / 执行 / 实施 / 实行 / 生效
	takesForce = regexp.MustCompile(`\x{81ea}` + datePattern + `[^\x{3002}]{0,6}\x{8d77}(?:\x{65bd}\x{884c}|\x{6267}\x{884c}|\x{5b9e}\x{65bd}|\x{5b9e}\x{884c}|\x{751f}\x{6548})`)
)

func dateIn(m []string) gov.Date {
	year := 0
	if n, err := strconv.Atoi(m[1]); err == nil {
		year = n
	} else {
		for _, r := range m[1] {
			n, ok := figure(r)
			if !ok {
				return ""
			}
			year = year*10 + n
		}
	}
	d, err := gov.ParseDate(fmt.Sprintf("%04d-%02d-%02d", year, number(m[2]), number(m[3])))
	if err != nil {
		return ""
	}
	return d
}

func firstDate(text string) gov.Date {
	if m := dated.FindStringSubmatch(text); m != nil {
		return dateIn(m)
	}
	return ""
}

// inForce is the day the text says it takes force, but not before the text was
// adopted: an amended text repeats the day of the first one. If it names no day
// (自公布之日起施行) it is the day of the text.
func inForce(l *Law) gov.Date {
	for i := len(l.Articles) - 1; i >= max(0, len(l.Articles)-5); i-- {
		for _, p := range l.Articles[i].Paragraphs {
			if m := takesForce.FindStringSubmatch(p.Text); m != nil {
				return max(dateIn(m), l.Version)
			}
		}
	}
	return l.Version
}
