// Package catalog is the city's catalogue of data resources (数据目录): who provides which
// data, made of which elements of the standard, how they are shared and opened, how
// often they are brought up to date. It holds the thirteen core metadata of
// 政务信息资源目录编制指南 (发改高技〔2017〕1272号, as commonly cited): 分类, 名称, 代码,
// 提供方, 提供方代码, 摘要, 格式, 信息项, 共享类型、条件、方式, 开放属性、条件, 更新周期, 发布日期,
// 关联资源代码.
//
// Words: resource 数据资源 · column 信息项 · sharing 共享属性 (无条件, 有条件, 不予共享) · mode
// 共享方式 · cycle 更新周期 · version 目录版本.
//
// States of a version: draft → submitted → reviewed → published → superseded by the next
// one, or withdrawn with a reason; submitted and reviewed → draft when it is returned with
// a reason. A published version stands while the next one is being written.
//
// Invariants. The department's data officer writes and hands in; the data authority
// reviews and publishes; nobody does both (Cedar). What was handed in is not changed.
// 不予共享 is published only with a citation that resolves in rule/law; a copy instead of
// a live look-up needs a reason; every column is an element of the standard. Every change
// is sealed. A resource describes data and holds none.
package catalog
