// Package stock is the pages of items and content packs (事项与内容包): what is installed,
// which items it brings, and how another version comes in: handed in or chosen from
// those that come with the program → what is wrong with it, place by place → what it
// changes → installed.
//
// Invariants. A pack is judged by what judges it on the command line and at the
// installation; there is no second judge. What is installed is what was looked at.
package stock
