// Package casepage is a case as both of its pages show it (办件页): the page of the
// officers and that of the applicant are composed from the same scene, so that they
// never tell two stories.
//
// Words: scene 页面内容 · part 事项栏 · step 待办环节 · due date with its reasons 期限及计算依据.
//
// Invariants. A scene is made of one recorded opening of the case; nothing is asked
// of the store for it that the opening did not authorise, but certificates and
// letters, which are opened and recorded one by one. Opinions inside government
// stand only in the scene of an officer.
package casepage
