// Package org is the organisation of the site (组织机构): divisions, departments,
// sections and posts, who holds which post, who stands in for whom, and which
// organ entrusts a permit to which. The virtual government mirrors the real one,
// so that every right hangs on a post and not on a person.
//
// Everything is effective-dated (生效日期): a unit is a line of versions, each with
// the first day it holds and the first day it no longer does. A rename, a
// transfer, a merger (合并) or a split (拆分) on a date is data: a version ends,
// another begins, and a succession links old and new units. Reads name a day.
//
// Words: division 行政区划, department 部门, section 科室, post 岗位, assignment 任职,
// deputy AB角 (acts only while the holder is absent), delegation 委托 (行政许可法
// §24), succession 承继.
//
// Invariants. Versions of one unit do not overlap. A department's credit code is
// well-formed and belongs to one unit. A unit that ends has no unit, assignment
// or delegation left under it. A permit is entrusted only to an administrative
// organ, within a public notice, and is not entrusted on (§24). Every change
// counts up the policy epoch, so that nothing prepared under old rights is
// written.
//
// Resource types and attributes for the policies: Organisation{department,
// division}. Action: changeOrganisation. Events: org.changed on stream org/site.
package org
