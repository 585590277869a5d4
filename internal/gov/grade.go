package gov

// Grade is the level of a datum by harm (GB/T 43697-2024): general data stand
// on levels 1 to 4, above them important and core data.
type Grade int

// The grades, from open to most protected.
const (
	Grade1    Grade = iota + 1 // 一般 1: may be public
	Grade2                     // 一般 2: inside government
	Grade3                     // 一般 3: personal data
	Grade4                     // 一般 4: sensitive personal data
	Important                  // 重要
	Core                       // 核心
)

// Personal tells whether the datum must be encrypted under its subject's key
// and kept out of search indexes, events and logs.
func (g Grade) Personal() bool { return g == Grade3 || g == Grade4 }
