// Package browser drives a real browser (真实浏览器): Debian's Chromium, through a small program of
// tools/browser that is told what to do line by line. It has two uses: a Visit opens one page as one
// reader and tells everything that can be measured of it; a Tab is somebody at a telephone or a desk who
// reads the page and presses what he reads, so that stories can be played as people live them.
//
// Words: visit 页面巡检 · tab 浏览器标签页.
//
// Invariants. One Chromium process serves all tests of a package. Nothing is loaded from another site.
// Tabs find things by what people read (labels, names), never by their place in the page.
package browser
