// Package cards holds what a person keeps or hands out (卡片部件): a certificate as a card with its code,
// grades of materials and of data, the five-level rating of 好差评.
//
// Words: certificate card 证照卡 · grade 等级 · rating 好差评.
//
// Invariants. A grade and a state are told by letter or word beside the colour. A rating has no level
// chosen beforehand.
package cards
