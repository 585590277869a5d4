// Package importguide makes a draft pack from the public guide of a one-thing (办事指南
// 导入): what the guide says becomes a package with its items and materials, each in the
// state draft; what it does not say is named as a gap (缺项), and where it contradicts
// itself that is named as a contradiction (矛盾). Nothing is made up: a draft is
// completed by those who know, and cannot be published before.
//
// The words by which guides say things stand in words.yaml, not in the code.
package importguide
