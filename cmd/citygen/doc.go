// Command citygen makes the synthetic people, firms and ordinary items of a
// demo city from the tables of its packs. The same seed gives the same bytes.
//
//	citygen -city packs/haitang -items packs/items-basic -seed 20261123 -on 2026-11-01
//
// Every number has valid check characters under division codes that do not
// exist; every name and address is drawn from the tables. Nothing in the
// program knows the city.
package main
